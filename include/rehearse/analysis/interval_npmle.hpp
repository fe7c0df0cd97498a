#pragma once

#include <array>
#include <span>
#include <vector>

#include "rehearse/analysis/interval_workspace.hpp"

namespace rehearse {

/// An innermost interval with its mass.
struct NpmleStep {
  InnermostInterval interval;
  double probability = 0.0;
  double survival = 0.0;  ///< after it
};

/// Nonparametric maximum-likelihood estimate of interval-censored
/// observations (Turnbull 1976). Where in its interval a mass is, the data
/// don't say.
struct Npmle {
  std::vector<NpmleStep> steps;  ///< of positive mass, ascending
  double log_likelihood = 0.0;   ///< sum of log P(left < T <= right)
  /// Largest breach of the conditions of a maximum, none of which can be above
  /// 0 (Gentleman & Geyer 1994, Biometrika 81:618): of d_k / n - 1, and of its
  /// size where there is mass; d_k sums 1 / P over the observations that cover
  /// the interval k. The log-likelihood is at most n times it from the top.
  double breach = 0.0;
  /// Earliest and latest the median can be: of the curve that falls at the left
  /// and that which falls at the right ends of its intervals, by the rule of
  /// `kaplan_meier_medians`; +inf where it isn't reached.
  std::array<double, 2> median{};
};

/// Of the observations as one sample: their arms and strata don't matter.
[[nodiscard]] Npmle interval_npmle(
    std::span<const IntervalObservation> observations, IntervalStratum& memory);

}  // namespace rehearse
