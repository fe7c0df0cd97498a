#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "rehearse/analysis/interval_hazards.hpp"
#include "rehearse/analysis/interval_npmle.hpp"
#include "rehearse/analysis/interval_score_tests.hpp"

namespace rehearse {

/// Interval-censored data analysed in full. Arms by role.
struct IntervalAnalysis {
  std::array<std::size_t, arm_count> participants{};
  std::array<std::size_t, arm_count> events{};  ///< with a known end
  IntervalScoreTests tests;
  IntervalHazards hazards;
  std::array<Npmle, arm_count> npmle;  ///< all strata together
};

/// Strata below `strata`.
[[nodiscard]] IntervalAnalysis analyze_intervals(
    std::span<const IntervalObservation> observations, std::size_t strata);

}  // namespace rehearse
