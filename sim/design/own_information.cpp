#include "rehearse/design/own_information.hpp"

#include <utility>

#include "rehearse/core/expect.hpp"
#include "rehearse/design/spending.hpp"

namespace rehearse {

OwnInformationBounds::OwnInformationBounds(SolvedPlan solved)
    : solved_(std::move(solved)) {
  for (PlannedLook& look : solved_.plan.looks)
    if (std::holds_alternative<FutilityAtHazardRatio>(look.futility))
      look.futility = std::monostate{};
  planned_ = solved_.plan.looks;
}

LookBounds OwnInformationBounds::next(double events, double information) {
  PlannedLook& here = solved_.plan.looks[look_];
  here = planned_[look_++];
  here.spending_fraction = spending_fraction(solved_.plan, here, events);
  return recursion_.next(solved_, information);
}

void OwnInformationBounds::restart() {
  recursion_ = {};
  look_ = 0;
}

double cumulative_alpha(const AnalysisPlan& plan,
                        const GroupSequentialPlan& sequential, std::size_t look,
                        double events) {
  if (look + 1 == plan.looks.size()) return plan.alpha;
  if (const auto* points = std::get_if<PointSpending>(&plan.efficacy.rule))
    return points->cumulative[look];
  const auto* function = std::get_if<FunctionSpending>(&plan.efficacy.rule);
  expect(function != nullptr, "the rule spends alpha by a function");
  return cumulative_spending(
      function->family, function->parameter, plan.alpha,
      spending_fraction(sequential, sequential.looks[look], events));
}

}  // namespace rehearse
