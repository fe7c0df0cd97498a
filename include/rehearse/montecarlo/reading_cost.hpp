#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/montecarlo/estimate_power.hpp"

namespace rehearse {

/// What imperfect readers cost: the trial less the same trial, on the same
/// random numbers, whose readers always see what is there, at once.
struct ReadingCost {
  std::uint64_t replicates = 0;
  Proportion perfect_power;
  Proportion power;               ///< difference
  MeanEstimate delay;             ///< of the last look, where both reach it
                                  ///< [days]
  MeanEstimate log_hazard_ratio;  ///< difference at the last look, the same
};

/// Of one replicate what readers cost something of: its last look.
struct LastLook {
  std::uint8_t rejected = 0;   ///< the trial, 0 or 1
  std::uint8_t reached = 0;    ///< 0 or 1
  double analysis_time = 0.0;  ///< [days]
  double hazard_ratio = 0.0;

  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(rejected, reached, analysis_time, hazard_ratio);
  }
};

/// `looks` of one replicate's analysis.
[[nodiscard]] LastLook last_look(std::span<const LookResult> looks);

/// The same replicates as they are read, and with perfect readers.
struct ReadingSample {
  std::vector<LastLook> read;
  std::vector<LastLook> perfect;

  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes.list(read);
    bytes.list(perfect);
  }
};

/// As many of both.
[[nodiscard]] ReadingCost reading_cost(const ReadingSample& sample);

/// The scenario whose readers always see what is there, at once.
[[nodiscard]] Scenario with_perfect_readers(const Scenario& scenario);

/// Replicates that `reading_cost` simulates at most.
inline constexpr std::uint64_t reading_cost_replicates = 10'240;

/// Of a scenario with a review; from its first replicates. Nothing if it was
/// told to stop.
[[nodiscard]] std::optional<ReadingCost> reading_cost(
    const Scenario& scenario, const RunOptions& options);

}  // namespace rehearse
