#pragma once

#include <cstdint>
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

/// Whether a run of the scenario tells it: where two readers read.
[[nodiscard]] bool has_reading_cost(const Scenario& scenario);

/// Replicates that are run with perfect readers too, at most.
inline constexpr std::uint64_t reading_cost_replicates = 10'240;

/// The same replicates as they are read, and with perfect readers.
struct ReadingSample {
  std::vector<LastLook> read;
  std::vector<LastLook> perfect;

  /// A replicate of the run, with the looks of its own analysis; those from
  /// `reading_cost_replicates` on are let pass.
  void add_read(std::uint64_t replicate, std::span<const LookResult> looks);

  /// Simulates the run's first replicates with perfect readers, from a chunk
  /// on; false if it was told to stop.
  bool simulate_perfect(const Scenario& scenario, const RunOptions& options,
                        std::uint64_t first_chunk = 0);

  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes.list(read);
    bytes.list(perfect);
  }
};

/// As many of both.
[[nodiscard]] ReadingCost reading_cost(const ReadingSample& sample);

}  // namespace rehearse
