#include "rehearse/trial/hypothesis_view.hpp"

#include "rehearse/core/expect.hpp"

namespace rehearse {

Scenario hypothesis_view(const Scenario& scenario, std::size_t hypothesis) {
  const AnalysisPlan& plan = scenario.hypotheses[hypothesis].analysis;
  Scenario view = scenario;
  view.hypotheses.clear();
  view.analysis = plan;
  const std::size_t arm = plan.comparison.arm;
  view.arms = {scenario.arms[0], scenario.arms[arm]};
  EndpointPlan& endpoint = view.endpoint;
  endpoint.further.clear();
  if (arm > 1) {
    const TreatmentEffect& effect = scenario.endpoint.further[arm - 2];
    endpoint.effect = effect.periods;
    endpoint.experimental = effect.model;
    endpoint.by_level = effect.by_level;
  }
  if (plan.comparison.overall_survival) {
    endpoint.effect.clear();
    endpoint.experimental.reset();
  }
  return view;
}

bool compares_everybody(const Scenario& scenario) {
  return scenario.analysis.comparison == Comparison{} &&
         scenario.arms.size() == arm_count;
}

std::string population_text(const Scenario& scenario,
                            std::span<const FactorLevel> population) {
  std::string text;
  for (const auto& [factor, level] : population) {
    const Factor& of = scenario.factors[factor];
    text += (text.empty() ? "" : " and ") + of.name + '=' + of.levels[level];
  }
  return text.empty() ? "all" : text;
}

Scenario without_effects(const Scenario& scenario,
                         std::span<const double> hazard_ratios) {
  expect(hazard_ratios.size() + 1 == scenario.arms.size(),
         "each experimental arm has a hazard ratio");
  Scenario null = scenario;
  EndpointPlan& endpoint = null.endpoint;
  endpoint.effect = {{unbounded, hazard_ratios[0]}};
  endpoint.experimental.reset();
  endpoint.by_level.reset();
  for (std::size_t k = 0; k < endpoint.further.size(); ++k)
    endpoint.further[k] = {{{unbounded, hazard_ratios[k + 1]}}, {}, {}};
  DeathModel& death = endpoint.death;
  if (!death.arms.empty() && death.arms[0].first_event_fraction)
    death.first_event_fraction = *death.arms[0].first_event_fraction;
  death.arms.clear();
  death.after_progression_hazard_ratio = 1.0;
  death.switching.reset();
  return null;
}

}  // namespace rehearse
