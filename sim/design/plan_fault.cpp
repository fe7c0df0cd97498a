#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

#include "rehearse/core/expect.hpp"
#include "rehearse/design/group_sequential_plan.hpp"

namespace rehearse {

namespace {

using Finding = std::optional<Infeasible>;

bool open_unit(double x) { return x > 0.0 && x < 1.0; }
bool positive(double x) { return x > 0.0 && std::isfinite(x); }
bool within(double x, double limit) { return std::abs(x) <= limit; }

// Below there are no doubles left to tell apart what looks spend.
constexpr double least_level = 1e-300;
bool is_level(double alpha) { return alpha >= least_level && alpha < 0.5; }

// Beyond these families are steps, and their formulas overflow.
constexpr double widest_gamma = 100.0;
constexpr double widest_delta = 10.0;
constexpr double highest_z = 40.0;

bool valid(const FunctionSpending& rule) {
  switch (rule.family) {
    case Spending::hwang_shih_decani:
      return within(rule.parameter, widest_gamma);
    case Spending::kim_demets:
      return rule.parameter > 0.0 && rule.parameter <= widest_gamma;
    default:
      return true;
  }
}
bool valid(const WangTsiatis& rule) { return within(rule.delta, widest_delta); }
bool valid(const HaybittlePeto& rule) {
  return rule.z > 0.0 && rule.z <= highest_z;
}

Finding points_fault(std::span<const double> points, double total,
                     std::size_t looks) {
  const std::size_t last = looks - 1;
  if (points.size() != looks) return Infeasible{last, PlanFault::points_count};
  double before = 0.0;
  for (std::size_t k = 0; k < looks; ++k) {
    if (!(points[k] >= before)) return Infeasible{k, PlanFault::points_order};
    before = points[k];
  }
  if (!(std::abs(before - total) <= 1e-9 * total))
    return Infeasible{last, PlanFault::points_total};
  return std::nullopt;
}

template <class Rule>
Finding rule_fault(const Rule& rule, double total, std::size_t looks) {
  if (const auto* points = std::get_if<PointSpending>(&rule))
    return points_fault(points->cumulative, total, looks);
  const bool good = std::visit(
      [](const auto& each) {
        if constexpr (requires { each.cumulative; })
          return true;
        else
          return valid(each);
      },
      rule);
  if (good) return std::nullopt;
  return Infeasible{looks - 1, PlanFault::family_parameter};
}

Finding numbers_fault(const GroupSequentialPlan& plan) {
  const auto fault = [&](PlanFault what) {
    return Infeasible{plan.looks.size() - 1, what};
  };
  if (plan.looks.empty()) return Infeasible{0, PlanFault::no_look};
  if (plan.looks.size() > most_looks) return fault(PlanFault::too_many_looks);
  if (!is_level(plan.alpha)) return fault(PlanFault::alpha_range);
  if (!(plan.power > plan.alpha && plan.power < 1.0))
    return fault(PlanFault::power_range);
  if (!positive(plan.unit_information))
    return fault(PlanFault::unit_information_range);
  if (!positive(plan.null_hazard_ratio))
    return fault(PlanFault::null_hazard_ratio_range);
  if (plan.total_information && !positive(*plan.total_information))
    return fault(PlanFault::information_order);
  return std::nullopt;
}

Finding order_fault(const GroupSequentialPlan& plan) {
  double information = 0.0;
  double fraction = 0.0;
  for (std::size_t k = 0; k < plan.looks.size(); ++k) {
    const PlannedLook& look = plan.looks[k];
    // Less growth is no growth to the recursion.
    if (!(look.information > information * (1.0 + 1e-9)) ||
        !positive(look.information))
      return Infeasible{k, PlanFault::information_order};
    information = look.information;
    if (!look.spending_fraction) continue;
    if (!(*look.spending_fraction > 0.0 && *look.spending_fraction <= 1.0 &&
          *look.spending_fraction >= fraction))
      return Infeasible{k, PlanFault::fraction_order};
    fraction = *look.spending_fraction;
  }
  return std::nullopt;
}

bool valid(const FutilityAtLook& futility) {
  if (const auto* at = std::get_if<FutilityAtZ>(&futility))
    return within(at->z, highest_z);
  if (const auto* at = std::get_if<FutilityAtHazardRatio>(&futility))
    return positive(at->hazard_ratio);
  if (const auto* at = std::get_if<FutilityAtConditionalPower>(&futility))
    return open_unit(at->power);
  return true;
}

Finding futility_fault(const GroupSequentialPlan& plan) {
  const std::size_t last = plan.looks.size() - 1;
  bool spends = false;
  for (std::size_t k = 0; k <= last; ++k) {
    const FutilityAtLook& futility = plan.looks[k].futility;
    if (!valid(futility)) return Infeasible{k, PlanFault::futility_value};
    const bool none = std::holds_alternative<std::monostate>(futility);
    const bool spending = std::holds_alternative<FutilityBySpending>(futility);
    if (spending && !plan.beta) return Infeasible{k, PlanFault::beta_missing};
    if (k == last && !none && !spending)
      return Infeasible{k, PlanFault::last_look_futility};
    spends = spends || spending;
  }
  if (!plan.beta) return std::nullopt;
  if (!spends) return Infeasible{last, PlanFault::beta_unused};
  return rule_fault(*plan.beta, 1.0 - plan.power, plan.looks.size());
}

Finding harm_fault(const GroupSequentialPlan& plan) {
  if (!plan.harm) return std::nullopt;
  const std::size_t last = plan.looks.size() - 1;
  if (plan.tails == Tails::two)
    return Infeasible{last, PlanFault::harm_two_tails};
  if (!is_level(plan.harm->alpha))
    return Infeasible{last, PlanFault::harm_range};
  return rule_fault(plan.harm->rule, plan.harm->alpha, plan.looks.size());
}

struct FaultText {
  PlanFault fault;
  const char* text;
};

constexpr FaultText fault_texts[] = {
    {PlanFault::no_look,
     "there is no look (a design is tested once at least): plan one"},
    {PlanFault::too_many_looks,
     "there are too many looks (20 at most): plan fewer"},
    {PlanFault::alpha_range,
     "alpha is out of range (one-sided, at least 1e-300 and below 0.5): "
     "state one such as 0.025"},
    {PlanFault::power_range,
     "power is out of range (above alpha and below 1): state one such "
     "as 0.9"},
    {PlanFault::unit_information_range,
     "an event gives no information (the allocated share must be in "
     "(0, 1)): allocate to both arms"},
    {PlanFault::null_hazard_ratio_range,
     "the null hazard ratio is not a positive number (it is a ratio of "
     "hazards): state one such as 1"},
    {PlanFault::information_order,
     "information doesn't increase (each look needs more than the one "
     "before, and more than 0): put the looks in order or drop one"},
    {PlanFault::fraction_order,
     "the spending fraction is out of order (it ascends within (0, 1]): "
     "mend the fractions"},
    {PlanFault::points_count,
     "the number of spending points isn't that of the looks (one "
     "cumulative value belongs to each): state as many as looks"},
    {PlanFault::points_order,
     "the spending points fall (they are cumulative, from 0): state "
     "ascending values"},
    {PlanFault::points_total,
     "the last spending point isn't the total (the last look spends "
     "all that is left): make it the total"},
    {PlanFault::family_parameter,
     "the family's parameter is out of range (gamma within 100 of 0, "
     "rho in (0, 100], Delta within 10 of 0, z in (0, 40]): choose "
     "another"},
    {PlanFault::last_look_no_efficacy,
     "the last look may not reject (alpha left over would be lost): let "
     "it stop for efficacy"},
    {PlanFault::last_look_futility,
     "the last look has a futility bound of its own (it ends the "
     "trial): leave it out"},
    {PlanFault::beta_missing,
     "beta is to be spent without a rule (which spending function?): "
     "state one"},
    {PlanFault::beta_unused,
     "no look spends beta (there is a rule for it): let a look use it "
     "or drop the rule"},
    {PlanFault::futility_value,
     "the futility rule's value is out of range (z within 40 of 0, a "
     "hazard ratio above 0, power in (0, 1)): choose another"},
    {PlanFault::harm_range,
     "the error of the harm bound is out of range (one-sided, at least "
     "1e-300 and below 0.5): state one such as 0.025"},
    {PlanFault::harm_two_tails,
     "a symmetric design has a harm bound of its own (its lower tail "
     "is one already): drop one of the two"},
    {PlanFault::nothing_left,
     "no alpha is left (it was all spent at earlier looks): spend less "
     "before or drop the looks that follow"},
    {PlanFault::futility_meets_efficacy,
     "the futility bound isn't below the efficacy bound (nobody would "
     "go on): make futility less demanding here or drop later looks"},
    {PlanFault::harm_meets_efficacy,
     "the harm bound isn't below the efficacy bound (nobody would go "
     "on): spend less on harm"},
};

}  // namespace

std::optional<Infeasible> plan_fault(const GroupSequentialPlan& plan) {
  if (auto fault = numbers_fault(plan)) return fault;
  if (auto fault = order_fault(plan)) return fault;
  if (!plan.looks.back().efficacy)
    return Infeasible{plan.looks.size() - 1, PlanFault::last_look_no_efficacy};
  if (auto fault = rule_fault(plan.efficacy, plan.alpha, plan.looks.size()))
    return fault;
  if (auto fault = futility_fault(plan)) return fault;
  return harm_fault(plan);
}

std::string_view reason(PlanFault fault) {
  const auto* found = std::ranges::find(fault_texts, fault, &FaultText::fault);
  expect(found != std::end(fault_texts), "every fault has its text");
  return found->text;
}

std::string describe(const Infeasible& infeasible) {
  return std::string{"look "}
      .append(std::to_string(infeasible.look + 1))
      .append(": ")
      .append(reason(infeasible.fault));
}

}  // namespace rehearse
