#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rehearse/design/actual_bounds.hpp"
#include "rehearse/design/bound_recursion.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A look's efficacy bound and the one-sided alpha spent up to it.
struct EfficacyBound {
  double z;            ///< +inf: the look may not stop
  double alpha_spent;  ///< cumulative [1]
};

/// The efficacy part of an analysis plan, information in events:
///
/// - A look spends up to the spending function at its information fraction:
///   its events over the planned events (`AnalysisPlan::planned_events`, or
///   the last look's); with Information::planned, its planned fraction. Where
///   the one is unknown the other is used; where both are, nothing is spent.
/// - Information of looks that state neither events nor fraction is 0 here:
///   the plan's bounds are for BoundRecursion alone.
[[nodiscard]] SolvedPlan efficacy_plan(const AnalysisPlan& plan);

/// Efficacy bounds by alpha spending, one look after the other, as
/// BoundRecursion says of `efficacy_plan`.
class EfficacyRecursion {
 public:
  /// The next look's bound at `information` [events, or any one unit if the
  /// plan states no events]. What is less than the look before's counts as
  /// that.
  [[nodiscard]] EfficacyBound next(const AnalysisPlan& plan,
                                   double information);

 private:
  BoundRecursion recursion_;
};

/// Efficacy bounds of the plan at its planned information: a value for each
/// look; nothing where a look states neither events nor information fraction,
/// and at all later looks, for they depend on it. (The bound of a plan's only
/// look is always known.)
[[nodiscard]] std::vector<std::optional<EfficacyBound>> planned_bounds(
    const AnalysisPlan& plan);

/// The bounds of `planned_bounds` on the z scale.
[[nodiscard]] std::vector<std::optional<double>> planned_efficacy_bounds(
    const AnalysisPlan& plan);

/// Efficacy bounds at the events a trial really had.
class ActualEfficacyBounds {
 public:
  explicit ActualEfficacyBounds(const AnalysisPlan& plan)
      : bounds_(efficacy_plan(plan)) {}

  /// The efficacy bound of `ActualBounds::at`.
  [[nodiscard]] double bound(std::span<const int> events) {
    return bounds_.at(events).efficacy_z;
  }

 private:
  ActualBounds bounds_;
};

}  // namespace rehearse
