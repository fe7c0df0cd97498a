#pragma once

#include <variant>
#include <vector>

#include "rehearse/design/bound_recursion.hpp"
#include "rehearse/design/group_sequential_plan.hpp"
#include "rehearse/design/operating_characteristics.hpp"

namespace rehearse {

/// One bound on three scales. No bound: z is +inf (efficacy) or -inf.
struct BoundScales {
  double z;
  double p;             ///< nominal, one-sided for efficacy: P(Z >= z)
  double hazard_ratio;  ///< at which Z is on the bound
};

struct DesignLook {
  double information;  ///< planned
  double fraction;     ///< of the last look's information
  BoundScales efficacy;
  BoundScales futility;
  BoundScales harm;  ///< p is P(Z <= z)
  double alpha_spent;
  double beta_spent;  ///< P(ended without rejecting), at the drift
  double harm_spent;
};

/// A plan's bounds at its planned information, and the drift under which it
/// has its power (with its futility and harm bounds obeyed).
struct GroupSequentialDesign {
  SolvedPlan solved;
  std::vector<DesignLook> looks;
  std::vector<LookBounds> bounds;  ///< of `looks`, on the z scale
  double drift;                    ///< mean of the last look's Z
  /// (drift / drift of a fixed design of this level and power)^2: by so much
  /// must the fixed design's information be multiplied.
  double inflation;
};

/// Solves the constants of Wang-Tsiatis rules (over the looks that may stop,
/// counting on no futility), the bounds, and the drift: with beta spending the
/// one at which the last futility and efficacy bounds meet (Pampallona, Tsiatis
/// & Kim 2001; Jennison & Turnbull 2000, ch. 7). Bounds' error about 1e-11.
[[nodiscard]] std::variant<GroupSequentialDesign, Infeasible> solve_design(
    const GroupSequentialPlan& plan);

/// The plan's efficacy alone at another level, for bounds at any information:
/// points are spent in proportion; none for futility or harm; no drift. A plan
/// of Wang & Tsiatis has its information planned.
[[nodiscard]] SolvedPlan efficacy_at_level(GroupSequentialPlan plan,
                                           double alpha);

/// The moments of the planned looks under a drift, which is the mean of the
/// last one's Z; under a hazard ratio it is `z_at_hazard_ratio` at the last
/// look's information.
[[nodiscard]] std::vector<ScoreMoments> planned_moments(
    const GroupSequentialPlan& plan, double drift);

/// `stopping_by_look` of a design at its planned information.
[[nodiscard]] std::vector<StoppingAtLook> stopping_under(
    const GroupSequentialDesign& design, double drift,
    FutilityStops futility = FutilityStops::obeyed);

/// `expected_information` of a design under a drift, futility obeyed.
[[nodiscard]] double expected_information(const GroupSequentialDesign& design,
                                          double drift);

}  // namespace rehearse
