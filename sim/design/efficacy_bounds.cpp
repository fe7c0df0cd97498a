#include "rehearse/design/efficacy_bounds.hpp"

#include <algorithm>

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
  if (!look.information_fraction) return std::nullopt;
  return *look.information_fraction * total_events(plan).value_or(1.0);
}

PlannedLook planned_look(const AnalysisPlan& plan, const Look& look) {
  const std::optional<double> total = total_events(plan);
  const std::optional<double> planned = planned_information(plan, look);
  const bool at_plan =
      plan.efficacy.information == Information::planned || !total;
  PlannedLook result{.information = planned.value_or(0.0),
                     .efficacy = look.efficacy};
  if (at_plan && planned)
    result.spending_fraction = *planned / total.value_or(1.0);
  else if (!total)
    result.spending_fraction = 0.0;
  return result;
}

}  // namespace

SolvedPlan efficacy_plan(const AnalysisPlan& plan) {
  const FunctionSpending rule{plan.efficacy.spending, plan.efficacy.parameter};
  GroupSequentialPlan sequential;
  sequential.alpha = plan.alpha;
  sequential.efficacy = rule;
  sequential.total_information = total_events(plan);
  for (const Look& look : plan.looks)
    sequential.looks.push_back(planned_look(plan, look));
  return {std::move(sequential), {rule, plan.alpha}, std::nullopt};
}

EfficacyBound EfficacyRecursion::next(const AnalysisPlan& plan,
                                      double information) {
  const LookBounds bounds = recursion_.next(efficacy_plan(plan), information);
  return {bounds.efficacy_z, bounds.alpha_spent};
}

std::vector<std::optional<EfficacyBound>> planned_bounds(
    const AnalysisPlan& plan) {
  std::vector<std::optional<EfficacyBound>> bounds(plan.looks.size());
  const bool only_one = plan.looks.size() == 1;
  EfficacyRecursion recursion;
  for (std::size_t k = 0; k < bounds.size(); ++k) {
    std::optional<double> information =
        planned_information(plan, plan.looks[k]);
    if (only_one && !information) information = 1.0;  // any gives the same
    if (!information) break;
    bounds[k] = recursion.next(plan, *information);
  }
  return bounds;
}

std::vector<std::optional<double>> planned_efficacy_bounds(
    const AnalysisPlan& plan) {
  std::vector<std::optional<double>> z(plan.looks.size());
  std::ranges::transform(
      planned_bounds(plan), z.begin(),
      [](const std::optional<EfficacyBound>& bound) -> std::optional<double> {
        if (bound) return bound->z;
        return std::nullopt;
      });
  return z;
}

}  // namespace rehearse
