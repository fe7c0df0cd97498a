#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "rehearse/design/bound_recursion.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// An analysis plan as a group-sequential design, information in events:
///
/// - A look reads its spending functions at its events over the planned events
///   (`AnalysisPlan::planned_events`, or the last look's); with
///   Information::planned at its planned fraction, with Information::calendar
///   at its `calendar` over the last look's. Where a look has no planned
///   fraction its events are used; where there are no planned events the
///   planned fraction; where there is neither, nothing is spent.
/// - Information of looks that state neither events nor fraction is 0: the
///   plan's bounds are for BoundRecursion alone. `has_planned_information`
///   says whether none is.
///
/// `allocation`: share of the participants in one arm.
[[nodiscard]] GroupSequentialPlan sequential_plan(const AnalysisPlan& plan,
                                                  double allocation);

/// Whether every look's information is planned (that of a plan's only look
/// needs no number).
[[nodiscard]] bool has_planned_information(const AnalysisPlan& plan);

/// `sequential_plan` with its constants and drift solved; or why it can't be.
/// A plan that needs them must have planned information.
[[nodiscard]] std::variant<SolvedPlan, Infeasible> solve_plan(
    const AnalysisPlan& plan, double allocation);

/// The same of a plan that is known to be feasible.
[[nodiscard]] SolvedPlan solved_plan(const AnalysisPlan& plan,
                                     double allocation);

/// Bounds at the planned information: a value for each look; nothing where a
/// look's isn't known, and at all later looks, for they depend on it. (The
/// bounds of a plan's only look are always known.)
[[nodiscard]] std::vector<std::optional<LookBounds>> planned_bounds(
    const AnalysisPlan& plan, double allocation);

}  // namespace rehearse
