#include "rehearse/design/group_sequential_design.hpp"

#include <algorithm>
#include <cmath>

#include "probit_root.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {

namespace {

// Error of one tail, near `alpha`, with bounds `constant` times the shape at
// each look, those with shape 0 not stopping.
double error_of(double constant, double alpha,
                const std::vector<PlannedLook>& looks,
                const std::vector<double>& shape, Tails tails) {
  OngoingTrials trials;
  trials.resolve(alpha);
  double error = 0.0;
  for (std::size_t k = 0; k < looks.size(); ++k) {
    if (shape[k] == 0.0) continue;
    const double z = constant * shape[k];
    trials.go_to({looks[k].information});
    error += trials.upper_tail(z);
    trials.stop_above(z);
    if (tails == Tails::two) trials.stop_below(-z);
  }
  return error;
}

double wang_tsiatis_constant(const GroupSequentialPlan& plan, double delta,
                             double alpha, bool PlannedLook::*may_stop) {
  std::vector<double> shape;
  double smallest = infinity;
  for (const PlannedLook& look : plan.looks) {
    const double fraction = spending_fraction(plan, look, look.information);
    shape.push_back(look.*may_stop ? std::pow(fraction, delta - 0.5) : 0.0);
    if (look.*may_stop) smallest = std::min(smallest, shape.back());
  }
  const auto excess = [&](double constant) {
    return error_of(constant, alpha, plan.looks, shape, plan.tails) - alpha;
  };
  // At the first the look with the lowest bound has the whole error by itself,
  // at the second no look has more than its share.
  const double looks = static_cast<double>(plan.looks.size());
  const double low = normal_upper_quantile(alpha) / smallest;
  const double high = normal_upper_quantile(alpha / looks) / smallest;
  if (excess(low) <= 0.0) return low;  // one look
  return root(excess, low, 1.001 * high, 48);
}

SolvedRule solve_rule(const GroupSequentialPlan& plan,
                      const RejectionRule& rule, double alpha,
                      bool PlannedLook::*may_stop) {
  SolvedRule solved{rule, alpha, plan.tails};
  if (const auto* shape = std::get_if<WangTsiatis>(&rule))
    solved.constant =
        wang_tsiatis_constant(plan, shape->delta, alpha, may_stop);
  return solved;
}

std::vector<LookBounds> bounds_of(const SolvedPlan& solved) {
  BoundRecursion recursion;
  std::vector<LookBounds> bounds;
  for (const PlannedLook& look : solved.plan.looks)
    bounds.push_back(recursion.next(solved, look.information));
  return bounds;
}

// Whether a bound depends on the drift.
bool depends_on_drift(const GroupSequentialPlan& plan) {
  return plan.beta || std::ranges::any_of(plan.looks, [](const auto& look) {
           const auto* rule =
               std::get_if<FutilityAtConditionalPower>(&look.futility);
           return rule && rule->trend == Trend::design;
         });
}

double rejects(const GroupSequentialPlan& plan,
               const std::vector<LookBounds>& bounds, double drift) {
  return cumulative_reject(stopping_by_look(planned_moments(plan, drift),
                                            bounds, FutilityStops::obeyed))
      .back();
}

double fixed_drift(const GroupSequentialPlan& plan) {
  return normal_upper_quantile(plan.alpha) - normal_upper_quantile(plan.power);
}

// Power rises with drift from below the plan's: no other design of its level
// has more power than the fixed one, but by the error of its bounds.
double solve_drift(const SolvedPlan& solved) {
  const GroupSequentialPlan& plan = solved.plan;
  const bool depends = depends_on_drift(plan);
  SolvedPlan trial = solved;
  std::vector<LookBounds> bounds = bounds_of(trial);
  const auto excess = [&](double drift) {
    trial.drift = drift;
    if (depends) bounds = bounds_of(trial);
    return probit_excess(rejects(plan, bounds, drift), plan.power);
  };
  double low = fixed_drift(plan) * (1.0 - 1e-9);
  double high = 1.1 * fixed_drift(plan);
  for (double step = 1e-8; excess(low) > 0.0; step *= 10.0)
    low -= step * fixed_drift(plan);
  for (; excess(high) < 0.0; high *= 1.2) low = high;
  return root(excess, low, high, 42);
}

std::optional<Infeasible> bounds_fault(const std::vector<LookBounds>& bounds) {
  const std::size_t last = bounds.size() - 1;
  if (bounds[last].efficacy_z == infinity)
    return Infeasible{last, PlanFault::nothing_left};
  for (std::size_t k = 0; k <= last; ++k) {
    const auto& [efficacy, futility, harm, alpha, harm_alpha] = bounds[k];
    // The drift is known to rounding, and with it where they meet.
    const bool meet = k < last && futility > efficacy - 1e-6;
    if (meet || efficacy == -infinity)
      return Infeasible{k, PlanFault::futility_meets_efficacy};
    if (harm >= efficacy) return Infeasible{k, PlanFault::harm_meets_efficacy};
  }
  return std::nullopt;
}

BoundScales upper(const GroupSequentialPlan& plan, double information,
                  double z) {
  return {z, normal_upper_tail(z), hazard_ratio_at_z(plan, information, z)};
}

GroupSequentialDesign present(const SolvedPlan& solved,
                              std::vector<LookBounds> bounds) {
  const GroupSequentialPlan& plan = solved.plan;
  const double drift = solved.drift;
  const double ratio = drift / fixed_drift(plan);
  GroupSequentialDesign design{
      solved, {}, std::move(bounds), drift, ratio * ratio};
  const auto stopping = stopping_under(design, drift);
  double ended = 0.0;
  for (std::size_t k = 0; k < plan.looks.size(); ++k) {
    const LookBounds& at = design.bounds[k];
    const double information = plan.looks[k].information;
    ended += stopping[k].futility + stopping[k].harm;
    const bool last = k + 1 == plan.looks.size();
    BoundScales harm = upper(plan, information, at.harm_z);
    harm.p = normal_upper_tail(-at.harm_z);
    design.looks.push_back(
        {information, information / plan.looks.back().information,
         upper(plan, information, at.efficacy_z),
         upper(plan, information, at.futility_z), harm, at.alpha_spent,
         last ? 1.0 - plan.power : ended, at.harm_spent});
  }
  return design;
}

}  // namespace

std::vector<ScoreMoments> planned_moments(const GroupSequentialPlan& plan,
                                          double drift) {
  const double effect = drift / std::sqrt(plan.looks.back().information);
  std::vector<ScoreMoments> moments;
  for (const PlannedLook& look : plan.looks)
    moments.push_back({look.information, effect * look.information});
  return moments;
}

std::variant<GroupSequentialDesign, Infeasible> solve_design(
    const GroupSequentialPlan& plan) {
  if (const auto fault = plan_fault(plan)) return *fault;
  SolvedPlan solved{
      plan, solve_rule(plan, plan.efficacy, plan.alpha, &PlannedLook::efficacy),
      std::nullopt};
  if (plan.harm)
    solved.harm =
        solve_rule(plan, plan.harm->rule, plan.harm->alpha, &PlannedLook::harm);
  solved.drift = solve_drift(solved);
  std::vector<LookBounds> bounds = bounds_of(solved);
  if (const auto fault = bounds_fault(bounds)) return *fault;
  return present(solved, std::move(bounds));
}

SolvedPlan efficacy_at_level(GroupSequentialPlan plan, double alpha) {
  if (auto* points = std::get_if<PointSpending>(&plan.efficacy))
    for (double& spent : points->cumulative) spent *= alpha / plan.alpha;
  plan.alpha = alpha;
  plan.beta.reset();
  plan.futility = FutilityRule::non_binding;
  plan.harm.reset();
  for (PlannedLook& look : plan.looks) look.futility = std::monostate{};
  const SolvedRule efficacy =
      solve_rule(plan, plan.efficacy, alpha, &PlannedLook::efficacy);
  return {std::move(plan), efficacy, std::nullopt};
}

std::vector<StoppingAtLook> stopping_under(const GroupSequentialDesign& design,
                                           double drift,
                                           FutilityStops futility) {
  return stopping_by_look(planned_moments(design.solved.plan, drift),
                          design.bounds, futility);
}

double expected_information(const GroupSequentialDesign& design, double drift) {
  return expected_information(planned_moments(design.solved.plan, drift),
                              stopping_under(design, drift));
}

}  // namespace rehearse
