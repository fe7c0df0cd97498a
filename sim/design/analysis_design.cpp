#include "rehearse/design/analysis_design.hpp"

#include <algorithm>
#include <utility>

#include "rehearse/core/expect.hpp"
#include "rehearse/design/group_sequential_design.hpp"

namespace rehearse {

namespace {

// Events at information fraction 1.
std::optional<double> total_events(const AnalysisPlan& plan) {
  if (plan.planned_events) return *plan.planned_events;
  if (plan.looks.back().events) return *plan.looks.back().events;
  return std::nullopt;
}

// Planned information of a look, in events where the plan has a total.
std::optional<double> planned_information(const AnalysisPlan& plan,
                                          const Look& look) {
  if (look.events) return *look.events;
  if (look.information_fraction)
    return *look.information_fraction * total_events(plan).value_or(1.0);
  // The last look of a plan whose total is known is planned to have it.
  if (&look == &plan.looks.back()) return total_events(plan);
  return std::nullopt;
}

std::optional<double> spending_fraction(const AnalysisPlan& plan,
                                        const Look& look) {
  if (!plan.spending_time.empty())
    return plan
        .spending_time[static_cast<std::size_t>(&look - plan.looks.data())];
  if (plan.efficacy.information == Information::calendar)
    return look.calendar.value_or(0.0) /
           plan.looks.back().calendar.value_or(1.0);
  const std::optional<double> total = total_events(plan);
  const std::optional<double> planned = planned_information(plan, look);
  const bool at_plan =
      plan.efficacy.information == Information::planned || !total;
  if (at_plan && planned) return *planned / total.value_or(1.0);
  if (!total && plan.looks.size() > 1) return 0.0;
  return std::nullopt;
}

PlannedLook planned_look(const AnalysisPlan& plan, const Look& look) {
  const bool only = plan.looks.size() == 1;  // any information gives the same
  return {
      .information = planned_information(plan, look).value_or(only ? 1.0 : 0.0),
      .spending_fraction = spending_fraction(plan, look),
      .efficacy = look.efficacy,
      .futility = look.futility,
      .harm = look.harm};
}

}  // namespace

GroupSequentialPlan sequential_plan(const AnalysisPlan& plan,
                                    double allocation) {
  GroupSequentialPlan sequential{
      .alpha = plan.alpha,
      .tails = plan.tails,
      .efficacy = plan.efficacy.rule,
      .power = plan.futility.power,
      .beta = plan.futility.spending,
      .futility = plan.futility.rule,
      .harm = plan.harm,
      .looks = {},
      .total_information = total_events(plan),
      .unit_information = allocation * (1.0 - allocation),
      .null_hazard_ratio = plan.null_hazard_ratio};
  for (const Look& look : plan.looks)
    sequential.looks.push_back(planned_look(plan, look));
  return sequential;
}

bool has_planned_information(const AnalysisPlan& plan) {
  return plan.looks.size() == 1 ||
         std::ranges::all_of(plan.looks, [&](const Look& look) {
           return planned_information(plan, look).has_value();
         });
}

std::variant<SolvedPlan, Infeasible> solve_plan(const AnalysisPlan& plan,
                                                double allocation) {
  GroupSequentialPlan sequential = sequential_plan(plan, allocation);
  if (!has_planned_information(plan)) {
    const SolvedRule efficacy{plan.efficacy.rule, plan.alpha, plan.tails};
    std::optional<SolvedRule> harm;
    if (plan.harm) harm = SolvedRule{plan.harm->rule, plan.harm->alpha};
    return SolvedPlan{std::move(sequential), efficacy, harm};
  }
  auto design = solve_design(sequential);
  if (const auto* why = std::get_if<Infeasible>(&design)) return *why;
  return std::get<GroupSequentialDesign>(std::move(design)).solved;
}

SolvedPlan solved_plan(const AnalysisPlan& plan, double allocation) {
  auto solved = solve_plan(plan, allocation);
  expect(std::holds_alternative<SolvedPlan>(solved), "the design is feasible");
  return std::get<SolvedPlan>(std::move(solved));
}

std::vector<std::optional<LookBounds>> planned_bounds(const AnalysisPlan& plan,
                                                      double allocation) {
  const SolvedPlan solved = solved_plan(plan, allocation);
  std::vector<std::optional<LookBounds>> bounds(plan.looks.size());
  BoundRecursion recursion;
  for (std::size_t k = 0; k < bounds.size(); ++k) {
    const bool known = plan.looks.size() == 1 ||
                       planned_information(plan, plan.looks[k]).has_value();
    if (!known) break;
    bounds[k] = recursion.next(solved, solved.plan.looks[k].information);
  }
  return bounds;
}

}  // namespace rehearse
