// The scenario of a report: the trial, and what it tests.
#include "protocol_scenario.hpp"

#include <fmt/format.h>

#include "heading.hpp"
#include "hypothesis_words.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/report/hypotheses_design.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/trial/hypothesis_view.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse {
namespace {

Json arms_json(const Scenario& scenario) {
  Json arms = Json::array();
  for (const std::size_t index : shown_arms(scenario)) {
    const Arm& arm = scenario.arms[index];
    arms.push_back({{"id", arm.id},
                    {"role", word_of(arm.role)},
                    {"allocation", arm.allocation},
                    {"dose", arm.dose},
                    {"cycle", arm.cycle}});
  }
  return arms;
}

// The one hazard ratio, where the effect is one.
Json hazard_ratio_json(const EndpointPlan& endpoint) {
  const bool one = !endpoint.experimental && !endpoint.by_level &&
                   endpoint.effect.size() == 1;
  return one ? Json(endpoint.effect.front().hazard_ratio) : Json();
}

// `events`: the number, where nothing else triggers the look.
Json looks_json(const Scenario& scenario) {
  Json looks = Json::array();
  for (const Look& look : scenario.analysis.looks) {
    const bool alone =
        look.events && !look.calendar && !look.follow_up && !look.wait_at_most;
    looks.push_back({{"name", look.name},
                     {"events", alone ? Json(*look.events) : Json()},
                     {"trigger", trigger_words(scenario, look)}});
  }
  return looks;
}

Json rules_json(const AnalysisPlan& plan) {
  const bool futile = stops_for_futility(plan);
  const bool binding = plan.futility.rule == FutilityRule::binding;
  return {{"efficacy", efficacy_words(plan)},
          {"futility", futile ? Json(futility_words(plan)) : Json()},
          {"binding", futile ? Json(binding) : Json()},
          {"harm", plan.harm ? Json(harm_words(plan)) : Json()}};
}

// The effect, the test and the looks of one analysis.
Json analysis_json(const Scenario& scenario) {
  const AnalysisPlan& plan = scenario.analysis;
  Json json = {{"hazard_ratio", hazard_ratio_json(scenario.endpoint)},
               {"null_hazard_ratio", plan.null_hazard_ratio},
               {"effect", effect_words(scenario)},
               {"test", test_text(plan.test, TestTimes::durations)},
               {"test_words", test_words(scenario)},
               {"ties", word_of(plan.ties)},
               {"alpha", plan.alpha},
               {"two_sided", plan.tails != Tails::one},
               {"strata", factor_list(scenario, plan.stratify_by)},
               {"looks", looks_json(scenario)}};
  json.update(rules_json(plan));
  return json;
}

// Looks that come with another's: those of the first that is simulated.
std::string companion_words(const Scenario& scenario, std::size_t look) {
  const Hypothesis& first =
      scenario.hypotheses[simulated_hypotheses(scenario).front()];
  return fmt::format("with {} of {}", first.analysis.looks[look].name,
                     first.name);
}

// Its share of alpha may be 0 at first, and has bounds all the same: `alpha`
// is what it begins with. The effect on overall survival is nobody's statement.
Json hypothesis_json(const Scenario& scenario, std::size_t h) {
  const Hypothesis& hypothesis = scenario.hypotheses[h];
  const auto& looks = hypothesis.analysis.looks;
  Json json = hypothesis_head(scenario, hypothesis);
  json["control"] = scenario.arms[0].id;
  if (looks.empty()) return json;
  const Scenario view = hypothesis_view(scenario, h);
  json.update(analysis_json(view));
  json["alpha"] = hypothesis.alpha;
  json["test_words"] = statistic_words(view);
  if (hypothesis.analysis.comparison.overall_survival) json["effect"] = nullptr;
  for (std::size_t k = 0; k < looks.size(); ++k)
    if (looks[k].with)
      json["looks"][k]["trigger"] = companion_words(scenario, *looks[k].with);
  json["harm_hazard_ratio"] = hypothesis.harm_hazard_ratio
                                  ? Json(*hypothesis.harm_hazard_ratio)
                                  : Json();
  json["look_back"] = hypothesis.look_back;
  return json;
}

Json multiplicity_json(const Scenario& scenario) {
  const Multiplicity& plan = scenario.multiplicity;
  Json json = {{"alpha", plan.alpha},
               {"parametric", plan.parametric},
               {"raised", raises_planned_levels(scenario)},
               {"transitions", Json::array()},
               {"success", Json::array()}};
  for (const auto& [from, to, weight] : plan.transitions)
    json["transitions"].push_back({{"from", scenario.hypotheses[from].name},
                                   {"to", scenario.hypotheses[to].name},
                                   {"weight", weight}});
  for (const Success& success : plan.success)
    json["success"].push_back(success.name);
  return json;
}

}  // namespace

Json factor_list(const Scenario& scenario,
                 const std::vector<std::size_t>& factors) {
  Json names = Json::array();
  for (const std::size_t factor : factors)
    names.push_back(scenario.factors[factor].name);
  return names;
}

Json protocol_scenario(const Scenario& stated) {
  const bool several = !stated.hypotheses.empty();
  Json json = {
      {"id", stated.id},
      {"title", stated.title},
      {"heading", several ? trial_heading(stated) : heading(stated)},
      {"participants", stated.participants},
      {"start_date", stated.start_date},
      {"arms", arms_json(stated)},
      {"endpoint", stated.endpoint.name},
      {"is_assessed", stated.review.has_value()},
      {"rules", stated.review ? Json(rules_words(*stated.review)) : Json()},
      {"has_conduct_errors", stated.conduct.has_value()},
      {"is_observed", stated.stated == StatedEffect::observed_by_committee}};
  if (!several) {
    json.update(analysis_json(stated));
    return json;
  }
  for (std::size_t h = 0; h < stated.hypotheses.size(); ++h)
    json["hypotheses"].push_back(hypothesis_json(stated, h));
  json["multiplicity"] = multiplicity_json(stated);
  return json;
}

}  // namespace rehearse
