#pragma once

#include <cstdint>
#include <optional>

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

/// Replicates that `reading_cost` simulates at most.
inline constexpr std::uint64_t reading_cost_replicates = 10'240;

/// Of a scenario with a review; from its first replicates. Nothing if it was
/// told to stop.
[[nodiscard]] std::optional<ReadingCost> reading_cost(
    const Scenario& scenario, const RunOptions& options);

}  // namespace rehearse
