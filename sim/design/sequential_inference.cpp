#include "rehearse/design/sequential_inference.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "probit_root.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/design/after_stopping.hpp"
#include "rehearse/design/analysis_design.hpp"

namespace rehearse {
namespace {

std::vector<LookBounds> bounds_at(const SolvedPlan& solved,
                                  std::span<const SeenLook> seen) {
  std::vector<LookBounds> bounds;
  BoundRecursion recursion;
  for (const SeenLook& look : seen)
    bounds.push_back(recursion.next(solved, look.events));
  return bounds;
}

// The plan's efficacy alone, at another level.
AnalysisPlan efficacy_at(AnalysisPlan plan, double alpha) {
  if (auto* points = std::get_if<PointSpending>(&plan.efficacy.rule))
    for (double& spent : points->cumulative) spent *= alpha / plan.alpha;
  plan.alpha = alpha;
  plan.futility = {};
  plan.futility.power = 0.5 * (1.0 + alpha);  // above alpha; not used
  plan.harm.reset();
  for (Look& look : plan.looks) look.futility = std::monostate{};
  return plan;
}

std::optional<double> repeated_p(const AnalysisPlan& plan, double allocation,
                                 std::span<const SeenLook> seen) {
  constexpr double least = 1e-15;
  constexpr double most = 0.5 - 1e-9;
  if (std::holds_alternative<HaybittlePeto>(plan.efficacy.rule))
    return std::nullopt;
  const double z = *seen.back().z;
  // How far z is beyond the bound at a level given by its normal quantile.
  const auto excess = [&](double quantile) {
    const double alpha = std::clamp(normal_upper_tail(quantile), least, most);
    const SolvedPlan solved = solved_plan(efficacy_at(plan, alpha), allocation);
    return z - std::min(bounds_at(solved, seen).back().efficacy_z, 40.0);
  };
  const double low = normal_upper_quantile(most);
  const double high = normal_upper_quantile(least);
  if (excess(low) <= 0.0) return std::nullopt;
  if (excess(high) >= 0.0) return least;
  return normal_upper_tail(root(excess, low, high, 40));
}

std::optional<double> sequential_p(const AnalysisPlan& plan, double allocation,
                                   std::span<const SeenLook> seen) {
  std::optional<double> least;
  for (std::size_t k = 0; k < seen.size(); ++k) {
    if (!seen[k].z) return std::nullopt;
    const auto p = repeated_p(plan, allocation, seen.first(k + 1));
    if (p && (!least || *p < *least)) least = p;
  }
  return least;
}

// Whether the trial ends with this look.
bool ends(const AnalysisPlan& plan, std::size_t looks, const LookBounds& bounds,
          double z) {
  const bool two = plan.tails == Tails::two;
  return looks == plan.looks.size() || z >= bounds.efficacy_z ||
         z <= bounds.futility_z || z <= bounds.harm_z ||
         (two && z <= -bounds.efficacy_z);
}

StagewiseInference stagewise(const AnalysisPlan& plan,
                             std::span<const SeenLook> seen,
                             std::span<const LookBounds> bounds,
                             double information) {
  std::vector<double> reached;
  for (const SeenLook& look : seen)
    reached.push_back(information *
                      std::min(1.0, look.events / seen.back().events));
  const StoppedTrial trial{reached, bounds.first(bounds.size() - 1),
                           *seen.back().z};
  const auto futility = plan.futility.rule == FutilityRule::binding
                            ? FutilityStops::obeyed
                            : FutilityStops::ignored;
  const auto effect = [&](double probability) {
    return stagewise_effect(trial, probability, futility);
  };
  return {stagewise_tail(trial, 0.0, futility),
          effect(0.5),
          {effect(plan.alpha), effect(1.0 - plan.alpha)}};
}

}  // namespace

SequentialInference sequential_inference(const AnalysisPlan& plan,
                                         double allocation,
                                         std::span<const SeenLook> seen,
                                         double information) {
  expect(!seen.empty() && seen.size() <= plan.looks.size() && seen.back().z,
         "the look asked about is one of the plan's, its z known");
  const SolvedPlan solved = solved_plan(plan, allocation);
  const auto bounds = bounds_at(solved, seen);
  const LookBounds& now = bounds.back();
  const double z = *seen.back().z;
  const double total = solved.plan.total_information.value_or(
      solved.plan.looks.back().information);
  SequentialInference inference{seen.back().events / total,
                                now,
                                repeated_p(plan, allocation, seen),
                                sequential_p(plan, allocation, seen),
                                std::nullopt,
                                std::nullopt};
  if (information <= 0.0) return inference;
  const double scale = 1.0 / std::sqrt(information);
  if (std::isfinite(now.efficacy_z))
    inference.repeated_limits = EffectLimits{(z - now.efficacy_z) * scale,
                                             (z + now.efficacy_z) * scale};
  if (ends(plan, seen.size(), now, z))
    inference.stagewise = stagewise(plan, seen, bounds, information);
  return inference;
}

}  // namespace rehearse
