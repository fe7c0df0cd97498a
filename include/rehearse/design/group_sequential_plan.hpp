#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/trial/stopping_rules.hpp"

namespace rehearse {

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

/// "what is wrong (why): what to do".
[[nodiscard]] std::string_view reason(PlanFault fault);

/// "look 2: what is wrong (why): what to do".
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
