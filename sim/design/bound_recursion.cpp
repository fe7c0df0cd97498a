#include "rehearse/design/bound_recursion.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/design/spending.hpp"

namespace rehearse {

namespace {

// A bound that the rule states outright; nothing where it spends a function.
std::optional<double> stated_bound(const SolvedRule& solved, double fraction) {
  if (const auto* shape = std::get_if<WangTsiatis>(&solved.rule))
    return solved.constant * std::pow(fraction, shape->delta - 0.5);
  if (const auto* same = std::get_if<HaybittlePeto>(&solved.rule))
    return same->z;
  return std::nullopt;
}

// What may be spent up to a look that isn't the last.
double may_be_spent(const SolvedRule& solved, const RejectionTail::At& at) {
  if (const auto* function = std::get_if<FunctionSpending>(&solved.rule))
    return cumulative_spending(function->family, function->parameter,
                               solved.alpha, at.fraction);
  if (const auto* points = std::get_if<PointSpending>(&solved.rule))
    return points->cumulative[at.look];
  return solved.alpha;
}

}  // namespace

double RejectionTail::next(const SolvedRule& rule, const At& at) {
  if (!at.may_stop) return infinity;
  const double alpha = at.last ? rule.alpha : may_be_spent(rule, at);
  if (alpha <= spent_) return infinity;
  trials_.resolve(rule.alpha);
  trials_.go_to({at.information});
  const auto spend_all = [&] {
    const double to_spend = alpha - spent_;
    spent_ = alpha;
    // So many may have stopped below that the rest can't spend it.
    if (some_stopped_below_ && trials_.upper_tail(-infinity) <= to_spend)
      return -infinity;
    return trials_.upper_quantile(to_spend);
  };
  const auto stated = at.last ? std::nullopt : stated_bound(rule, at.fraction);
  double z = stated.value_or(infinity);
  const double by_stated = stated ? trials_.upper_tail(z) : infinity;
  if (by_stated > alpha - spent_)
    z = spend_all();
  else
    spent_ += by_stated;
  trials_.stop_above(z);
  if (rule.tails == Tails::two) count_on_stopping(at, -z);
  return z;
}

void RejectionTail::count_on_stopping(const At& at, double z) {
  trials_.go_to({at.information});
  trials_.stop_below(z);
  some_stopped_below_ = true;
}

struct BoundRecursion::Step {
  const SolvedPlan& solved;
  RejectionTail::At at;

  [[nodiscard]] const GroupSequentialPlan& plan() const { return solved.plan; }
  [[nodiscard]] const PlannedLook& look() const {
    return plan().looks[at.look];
  }
  // Mean of the score for a unit of information.
  [[nodiscard]] double effect() const {
    return solved.drift / std::sqrt(plan().looks.back().information);
  }
};

LookBounds BoundRecursion::next(const SolvedPlan& solved, double information) {
  const GroupSequentialPlan& plan = solved.plan;
  expect(look_ < plan.looks.size(), "the plan has no further look");
  const std::size_t k = look_++;
  const PlannedLook& look = plan.looks[k];
  information_ = std::max(information, information_);
  LookBounds bounds;
  if (information_ > 0.0) {
    RejectionTail::At at{k, information_,
                         spending_fraction(plan, look, information_),
                         look.efficacy, k + 1 == plan.looks.size()};
    bounds.efficacy_z = efficacy_.next(solved.efficacy, at);
    if (plan.tails == Tails::two) bounds.harm_z = -bounds.efficacy_z;
    const Step step{solved, at};
    at.may_stop = look.harm;
    if (solved.harm) bounds.harm_z = -harm_.next(*solved.harm, at);
    spend_beta(step, bounds);
  }
  bounds.alpha_spent = efficacy_.spent();
  bounds.harm_spent =
      plan.tails == Tails::two ? efficacy_.spent() : harm_.spent();
  return bounds;
}

void BoundRecursion::spend_beta(const Step& step, LookBounds& bounds) {
  const bool spends = step.plan().beta.has_value();
  const double here = step.at.information;
  if (spends) alternative_.resolve(1.0 - step.plan().power);
  if (spends) alternative_.go_to({here, step.effect() * here});
  bounds.futility_z =
      std::min(stated_futility(step, bounds.efficacy_z), bounds.efficacy_z);
  const double stops = std::max(bounds.futility_z, bounds.harm_z);
  if (spends) {
    beta_spent_ += alternative_.lower_tail(stops);
    alternative_.stop_above(bounds.efficacy_z);
    alternative_.stop_below(stops);
  }
  const bool counts = step.plan().futility == FutilityRule::binding;
  if (counts && bounds.futility_z > -infinity)
    efficacy_.count_on_stopping(step.at, bounds.futility_z);
}

double BoundRecursion::stated_futility(const Step& step, double efficacy_z) {
  const GroupSequentialPlan& plan = step.plan();
  const FutilityAtLook& futility = step.look().futility;
  if (const auto* at = std::get_if<FutilityAtZ>(&futility)) return at->z;
  if (const auto* at = std::get_if<FutilityAtHazardRatio>(&futility))
    return z_at_hazard_ratio(plan, step.at.information, at->hazard_ratio);
  if (const auto* at = std::get_if<FutilityAtConditionalPower>(&futility))
    return curtailment_bound(at->power, step.at.information, later_looks(step),
                             at->trend, step.effect(), efficacy_z);
  if (std::holds_alternative<FutilityBySpending>(futility))
    return spending_bound(step, efficacy_z);
  return -infinity;
}

double BoundRecursion::spending_bound(const Step& step, double efficacy_z) {
  const GroupSequentialPlan& plan = step.plan();
  if (efficacy_.spent() >= plan.alpha) return efficacy_z;
  const double beta = 1.0 - plan.power;
  const auto* points = std::get_if<PointSpending>(&*plan.beta);
  const auto* function = std::get_if<FunctionSpending>(&*plan.beta);
  const double may =
      points ? points->cumulative[step.at.look]
             : cumulative_spending(function->family, function->parameter, beta,
                                   step.at.fraction);
  if (may <= beta_spent_) return -infinity;
  if (may - beta_spent_ >= alternative_.lower_tail(efficacy_z))
    return efficacy_z;
  return alternative_.lower_quantile(may - beta_spent_);
}

std::vector<LaterLook> BoundRecursion::later_looks(const Step& step) const {
  const GroupSequentialPlan& plan = step.plan();
  RejectionTail tail = efficacy_;
  std::vector<LaterLook> later;
  double information = step.at.information;
  for (std::size_t k = look_; k < plan.looks.size(); ++k) {
    const PlannedLook& look = plan.looks[k];
    information = std::max(information, look.information);
    const RejectionTail::At at{k, information,
                               spending_fraction(plan, look, information),
                               look.efficacy, k + 1 == plan.looks.size()};
    later.push_back({information, tail.next(step.solved.efficacy, at)});
  }
  return later;
}

}  // namespace rehearse
