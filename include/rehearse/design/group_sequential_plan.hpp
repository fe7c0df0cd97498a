#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Cumulative error by a spending function of the information fraction.
struct FunctionSpending {
  Spending family = Spending::none;
  double parameter = 0.0;  ///< gamma or rho of the family
};

/// Cumulative error stated for each look [1]; the last is the total.
struct PointSpending {
  std::vector<double> cumulative;
};

/// Bounds C t^(delta - 1/2), t the information fraction and C such that the
/// total error is exact (Wang & Tsiatis 1987). Delta 0: O'Brien & Fleming
/// 1979; 1/2: Pocock 1977.
struct WangTsiatis {
  double delta = 0.0;
};

/// One bound at all looks but the last, whose bound spends what is left
/// (Haybittle 1971, Peto et al. 1976).
struct HaybittlePeto {
  double z = 3.0;
};

using SpendingRule = std::variant<FunctionSpending, PointSpending>;
using RejectionRule =
    std::variant<FunctionSpending, PointSpending, WangTsiatis, HaybittlePeto>;

/// Futility where beta is spent as `GroupSequentialPlan::beta` says.
struct FutilityBySpending {};

/// Futility at or below a z.
struct FutilityAtZ {
  double z;
};

/// Futility at or above an observed hazard ratio.
struct FutilityAtHazardRatio {
  double hazard_ratio;
};

/// The effect under which conditional power is computed.
enum class Trend { current, design };

/// Futility where the power to reject at a later look, given the data so far,
/// is at or below `power` (stochastic curtailment: Lan, Simon & Halperin
/// 1982). Later looks are taken at their planned information, with efficacy
/// bounds that do not count on this look's stopping anybody for futility.
struct FutilityAtConditionalPower {
  double power;
  Trend trend = Trend::current;
};

/// monostate: the look may not stop for futility.
using FutilityAtLook =
    std::variant<std::monostate, FutilityBySpending, FutilityAtZ,
                 FutilityAtHazardRatio, FutilityAtConditionalPower>;

/// Whether the efficacy bounds count on trials stopping for futility.
enum class FutilityRule { non_binding, binding };

/// Two tails are symmetric: Z at or below minus the efficacy bound rejects in
/// favour of control, and is counted as harm. Each spends `alpha`.
enum class Tails { one, two };

struct PlannedLook {
  double information;  ///< planned, any unit (events), ascending
  /// Where spending functions and Wang-Tsiatis bounds are read, e.g. the
  /// planned fraction or the calendar's. Nothing: the information that there
  /// is over the total.
  std::optional<double> spending_fraction{};
  bool efficacy = true;  ///< may stop for efficacy
  FutilityAtLook futility{};
  bool harm = true;  ///< may stop for harm, where the plan has a rule for it
};

/// Harm: Z at or below bounds of its own, the mirror image of the efficacy
/// bounds of that rule and level. They count on no other stopping, and the
/// efficacy bounds don't count on them.
struct HarmRule {
  double alpha;  ///< P(stop for harm) under the null hypothesis, at most
  RejectionRule rule;
};

/// A group-sequential design as it is asked for. Z is positive in favour of
/// the experimental arm; all levels are one-sided.
struct GroupSequentialPlan {
  double alpha = 0.025;
  Tails tails = Tails::one;
  RejectionRule efficacy = FunctionSpending{};
  double power = 0.9;  ///< under the design's drift; beta is 1 - power
  std::optional<SpendingRule> beta{};  ///< for FutilityBySpending
  FutilityRule futility = FutilityRule::non_binding;
  std::optional<HarmRule> harm{};
  std::vector<PlannedLook> looks;
  /// Where all is spent. Nothing: the last look's.
  std::optional<double> total_information{};
  /// Information on the log hazard ratio in one unit of information: p (1 - p)
  /// for events, p the share allocated to one arm (Schoenfeld 1981).
  double unit_information = 0.25;
  double null_hazard_ratio = 1.0;
};

inline constexpr std::size_t most_looks = 20;

/// Why there is no such design.
enum class PlanFault {
  no_look,
  too_many_looks,
  alpha_range,
  power_range,
  unit_information_range,
  null_hazard_ratio_range,
  information_order,
  fraction_order,
  points_count,
  points_order,
  points_total,
  family_parameter,
  last_look_no_efficacy,
  last_look_futility,
  beta_missing,
  beta_unused,
  futility_value,
  harm_range,
  harm_two_tails,
  nothing_left,
  futility_meets_efficacy,
  harm_meets_efficacy,
};

/// A plan that can't be: the look that shows it (0 is the first; of faults of
/// the whole plan, the last) and why.
struct Infeasible {
  std::size_t look;
  PlanFault fault;
};

/// "look 2: what is wrong (why) what to do".
[[nodiscard]] std::string describe(const Infeasible& infeasible);

/// What is wrong with the plan's numbers as such, before any bound is solved;
/// nothing if nothing is.
[[nodiscard]] std::optional<Infeasible> plan_fault(
    const GroupSequentialPlan& plan);

/// Where a look's spending functions are read when it has `information`: its
/// `spending_fraction` or, without one, `information` over the total.
[[nodiscard]] double spending_fraction(const GroupSequentialPlan& plan,
                                       const PlannedLook& look,
                                       double information);

/// Z at which the log-rank's estimate is `hazard_ratio` with this information:
/// log(null / HR) sqrt(I), I the information on the log hazard ratio
/// (Schoenfeld 1981).
[[nodiscard]] double z_at_hazard_ratio(const GroupSequentialPlan& plan,
                                       double information, double hazard_ratio);

/// The inverse: null exp(-z / sqrt(I)); 0 for +inf, +inf for -inf.
[[nodiscard]] double hazard_ratio_at_z(const GroupSequentialPlan& plan,
                                       double information, double z);

}  // namespace rehearse
