#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "rehearse/analysis/baseline_hazard.hpp"
#include "rehearse/analysis/innermost_intervals.hpp"
#include "rehearse/analysis/interval_counts.hpp"

namespace rehearse {

/// Memory of the analyses of one stratum, or of one arm.
struct IntervalStratum {
  std::vector<IntervalObservation> observations;  ///< scratch
  InnermostIntervals innermost;
  IntervalCounts counts;
  BaselineHazard hazard;
  std::vector<double> grouped;  ///< scratch
};

/// Memory of analyses of interval-censored data, used again: nothing is
/// allocated for data sets no larger than those before. One for each thread.
struct IntervalWorkspace {
  std::vector<IntervalStratum> strata;
};

/// Fits one baseline to all observations, at least one, without regard to arm
/// and stratum, from scratch. Leaves the fit in `memory`.
[[nodiscard]] ProfilePoint fit_pooled(
    std::span<const IntervalObservation> observations, IntervalStratum& memory);

/// Fits each stratum (all below `strata`) so; the strata with anybody in them,
/// which are the first of the workspace then.
[[nodiscard]] std::span<IntervalStratum> fit_strata(
    std::span<const IntervalObservation> observations, std::size_t strata,
    IntervalWorkspace& workspace);

/// Whether anybody who says something of the baseline is in either arm: only
/// such a stratum compares them.
[[nodiscard]] bool compares_arms(const IntervalCounts& counts);

}  // namespace rehearse
