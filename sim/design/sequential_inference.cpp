#include "rehearse/design/sequential_inference.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/design/after_stopping.hpp"
#include "rehearse/design/analysis_design.hpp"

namespace rehearse {
namespace {

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
  const auto repeated = repeated_p_by_look(solved.plan, seen);
  SequentialInference inference{
      seen.back().events / total, now, repeated.back(), std::nullopt, {}, {}};
  if (std::ranges::all_of(seen,
                          [](const auto& look) { return look.z.has_value(); }))
    inference.sequential_p = sequential_p(repeated);
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
