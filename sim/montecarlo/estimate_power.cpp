#include "rehearse/montecarlo/estimate_power.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "power_run.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "run_plans.hpp"

namespace rehearse {

namespace {

std::optional<double> finite(double z) {
  return std::isfinite(z) ? std::optional{z} : std::nullopt;
}

void add_plan(const AnalysisPlan& analysis, double allocation,
              PowerEstimate& estimate) {
  const auto bounds = planned_bounds(analysis, allocation);
  for (std::size_t look = 0; look < estimate.looks.size(); ++look) {
    LookEstimate& here = estimate.looks[look];
    here.name = analysis.looks[look].name;
    here.planned_events = analysis.looks[look].events;
    if (!bounds[look] || !bounded_by_events(analysis)) continue;
    here.efficacy_z = bounds[look]->efficacy_z;
    here.futility_z = finite(bounds[look]->futility_z);
    here.harm_z = finite(bounds[look]->harm_z);
  }
}

}  // namespace

std::vector<EndpointView> endpoint_views(const Scenario& scenario) {
  const ReviewPlan& review = *scenario.review;
  std::vector<EndpointView> views{{review.primary, review.rules.rules}};
  for (const NamedRules& rules : review.also_rules)
    views.push_back({views[0].reviewer, rules.rules});
  if (review.readers == Readers::two)
    views.push_back({other_reviewer(views[0].reviewer), views[0].rules});
  return views;
}

std::vector<AnalysisPlan> test_plans(const Scenario& scenario) {
  std::vector<AnalysisPlan> plans{scenario.analysis};
  for (const SurvivalTest& test : scenario.analysis.also_tests) {
    plans.push_back(scenario.analysis);
    plans.back().test = test;
  }
  return plans;
}

std::optional<StratumLevels> other_levels(const Scenario& scenario) {
  const AnalysisPlan& plan = scenario.analysis;
  if (!scenario.conduct ||
      std::ranges::none_of(
          scenario.conduct->misstratified, [&](const Misstratification& wrong) {
            return std::ranges::count(plan.stratify_by, wrong.factor) > 0;
          }))
    return std::nullopt;
  return plan.levels == StratumLevels::randomized ? StratumLevels::corrected
                                                  : StratumLevels::randomized;
}

std::vector<AnalysisPlan> analysis_plans(const Scenario& scenario) {
  std::vector<AnalysisPlan> plans = test_plans(scenario);
  const auto views =
      scenario.review ? endpoint_views(scenario) : std::vector<EndpointView>(1);
  for (const EndpointView& view : std::span{views}.subspan(1)) {
    plans.push_back(scenario.analysis);
    plans.back().endpoint = view;
  }
  if (const auto levels = other_levels(scenario)) {
    plans.push_back(scenario.analysis);
    plans.back().levels = *levels;
  }
  return plans;
}

RunPlans run_plans(const Scenario& scenario) {
  if (scenario.hypotheses.empty()) return {analysis_plans(scenario), 0};
  RunPlans plans{hypothesis_plans(scenario), 0};
  plans.joined = plans.analyses.size();
  std::ranges::move(switching_plans(scenario),
                    std::back_inserter(plans.analyses));
  return plans;
}

void add_plans(const Scenario& scenario, std::span<const AnalysisPlan> analyses,
               std::vector<PowerEstimate>& estimates) {
  for (std::size_t a = 0; a < estimates.size(); ++a)
    add_plan(analyses[a],
             experimental_share(scenario, analyses[a].comparison.arm),
             estimates[a]);
}

TrialEstimate trial_of(const Scenario& scenario, const RunPlans& plans,
                       std::vector<PowerEstimate> estimates,
                       const RejectedSets& rejected, const Moments& end,
                       const SwitchingTally& switching) {
  TrialEstimate result;
  result.each = std::move(estimates);
  result.each.resize(plans.joined);
  // Had nobody stopped for futility, more alpha would have been passed on.
  for (PowerEstimate& estimate : result.each)
    for (LookEstimate& look : estimate.looks)
      look.cumulative_reject_without_futility = {
          not_a_number, not_a_number, {not_a_number, not_a_number}};
  result.rejected = rejected;
  result.end = mean_estimate(end);
  result.switching = switching.estimates();
  add_plans(scenario, plans.analyses, result.each);
  return result;
}

std::vector<PowerEstimate> estimate_powers(
    const Scenario& scenario, std::span<const AnalysisPlan> analyses,
    const RunOptions& options) {
  PowerRun run{scenario, analyses, options};
  run.run();
  auto estimates = run.estimates();
  add_plans(scenario, analyses, estimates);
  return estimates;
}

TrialEstimate estimate_trial(const Scenario& scenario,
                             const RunOptions& options) {
  const RunPlans plans = run_plans(scenario);
  SwitchingTally switching{scenario};
  RunOptions with_switching = options;
  if (!switching.empty())
    with_switching.each_replicate = [&](std::uint64_t replicate,
                                        std::span<const LookResult> looks) {
      switching.add(looks);
      if (options.each_replicate) options.each_replicate(replicate, looks);
    };
  PowerRun run{scenario, plans.analyses, with_switching, plans.joined};
  run.run();
  return trial_of(scenario, plans, run.estimates(), run.counts().rejected,
                  run.end(), switching);
}

PowerEstimate estimate_power(const Scenario& scenario,
                             const RunOptions& options) {
  return estimate_powers(scenario, {&scenario.analysis, 1}, options).front();
}

}  // namespace rehearse
