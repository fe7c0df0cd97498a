#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/power_counts.hpp"
#include "rehearse/montecarlo/reading_cost.hpp"
#include "rehearse/montecarlo/switching_estimate.hpp"

namespace rehearse {

/// What a part is of: parts are joined where all of it is the same.
struct PartOrigin {
  std::string program;  ///< version and revision
  std::string config;   ///< its hash
  std::string seed;

  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(program, config, seed);
  }
};

/// Parts that can't be one, or bytes that are none: what is wrong.
class PartError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// More chunks are no part's: damaged bytes may ask for any number.
inline constexpr std::uint64_t most_part_chunks = std::uint64_t{1} << 22;

/// Chunks of a run, from `first` on.
struct ChunkRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// What some chunks of a run's replicates gave: parts that are joined give the
/// estimates of the whole run, to the last bit. Means keep their chunks apart,
/// as they are merged in this order whoever computed them.
struct PowerPart {
  PartOrigin origin;
  std::uint64_t first = 0;       ///< chunk
  std::uint64_t replicates = 0;  ///< all chunks but the last one are whole
  PowerCounts counts;
  std::vector<std::vector<ChunkMoments>> moments;  ///< by chunk and analysis
  std::vector<Moments> ends;   ///< by chunk; of several hypotheses [days]
  SwitchingTally switching;    ///< the same
  ReadingSample reading = {};  ///< where two read

  [[nodiscard]] std::uint64_t chunks() const { return moments.size(); }
};

/// Simulates some chunks of a run of the scenario's replicates: of its
/// hypotheses, or of `analysis_plans`; where two read, also with perfect
/// readers. Nothing if it was told to stop.
[[nodiscard]] std::optional<PowerPart> power_part(const Scenario& scenario,
                                                  PartOrigin origin,
                                                  ChunkRange chunks,
                                                  const RunOptions& options);

[[nodiscard]] std::string bytes_of(PowerPart part);
/// \throws PartError where the bytes are damaged, or no part of such a run.
[[nodiscard]] PowerPart read_power_part(const Scenario& scenario,
                                        const PartOrigin& origin,
                                        std::string_view bytes);

/// Parts that follow each other, in any order, as one.
/// \throws PartError naming what is missing, there twice or of another run.
[[nodiscard]] PowerPart joined(std::vector<PowerPart> parts);

/// As `estimate_powers` of `analysis_plans`, of a scenario of so many
/// replicates. The part begins with the first.
[[nodiscard]] std::vector<PowerEstimate> estimate_powers(
    const Scenario& scenario, const PowerPart& part);
/// As `estimate_trial`.
[[nodiscard]] TrialEstimate estimate_trial(const Scenario& scenario,
                                           const PowerPart& part);
/// As `reading_cost`, where two read.
[[nodiscard]] ReadingCost reading_cost(const PowerPart& part);

}  // namespace rehearse
