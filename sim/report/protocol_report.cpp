// The document itself is set elsewhere, from this alone: no number of it is
// computed there.
#include "rehearse/report/protocol_report.hpp"

#include <algorithm>
#include <array>

#include "estimate_json.hpp"
#include "heading.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/report/randomization_documents.hpp"
#include "rehearse/report/scenario_summary.hpp"
#include "rehearse/report/scenario_words.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse {
namespace {

// Which part of the scenario's words a table of the config is in: the longest
// beginning of its path holds.
struct Part {
  std::string_view table;
  std::string_view part;
};
constexpr auto parts = std::to_array<Part>({
    {"factors", "Factors"},
    {"sites", "Sites"},
    {"sites.frailty", "Frailty"},
    {"enrolment", "Enrolment"},
    {"endpoint.control", "Endpoint, control"},
    {"endpoint.effect", "Effect"},
    {"endpoint.experimental", "Endpoint, experimental"},
    {"endpoint.death", "Death"},
    {"dropout", "Dropout"},
    {"assessment", "Scans"},
    {"review", "Readers"},
    {"review.investigator", "Readers, investigator"},
    {"review.irc", "Readers, IRC"},
    {"review.discontinuation", "Readers, both"},
    {"conduct", "Conduct"},
});

std::string part_of(const std::string& table) {
  const Part* best = nullptr;
  for (const Part& part : parts)
    if (table.starts_with(part.table) &&
        (best == nullptr || part.table.size() > best->table.size()))
      best = &part;
  return best == nullptr ? table : std::string{best->part};
}

// What isn't among the assumptions: the randomization, of which a reader may
// not learn what gives its next allocations away, has a text of its own.
constexpr std::array<std::string_view, 3> left_out{"Randomization", "Source",
                                                   "Simulation"};

// The config without [randomization], for the same reason.
std::string open_config(const std::string& toml) {
  std::string text;
  bool is_kept = true;
  for (const std::string_view line : split(toml, '\n')) {
    if (line.starts_with('['))
      is_kept = !line.substr(line.find_first_not_of('['))
                     .starts_with("randomization");
    if (is_kept) text.append(line) += '\n';
  }
  return text;
}

// A source is never lost: one whose table has no words stands alone.
Json assumptions_json(const TrialConfig& config) {
  Json rows = Json::array();
  for (const Json& row : scenario_summary(config).rows)
    if (std::ranges::find(left_out, row["part"].get<std::string>()) ==
        left_out.end()) {
      rows.push_back(row);
      rows.back()["sources"] = Json::array();
    }
  for (const StatedSource& source : config.sources) {
    const std::string part = part_of(source.table);
    const auto at = std::ranges::find_if(
        rows, [&](const Json& row) { return row["part"] == part; });
    if (at != rows.end())
      (*at)["sources"].push_back(source.text);
    else
      rows.push_back({{"part", source.table},
                      {"words", ""},
                      {"sources", Json::array({source.text})}});
  }
  return rows;
}

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

Json names_json(const Scenario& scenario,
                const std::vector<std::size_t>& factors) {
  Json names = Json::array();
  for (const std::size_t factor : factors)
    names.push_back(scenario.factors[factor].name);
  return names;
}

// The one hazard ratio, where the effect is one.
Json hazard_ratio_json(const EndpointPlan& endpoint) {
  const bool one = !endpoint.experimental && !endpoint.by_level &&
                   endpoint.effect.size() == 1;
  return one ? Json(endpoint.effect.front().hazard_ratio) : Json();
}

Json trial_json(const Scenario& scenario) {
  const AnalysisPlan& plan = scenario.analysis;
  return {{"id", scenario.id},
          {"title", scenario.title},
          {"heading", heading(scenario)},
          {"participants", scenario.participants},
          {"start_date", scenario.start_date},
          {"arms", arms_json(scenario)},
          {"endpoint", scenario.endpoint.name},
          {"is_assessed", scenario.review.has_value()},
          {"hazard_ratio", hazard_ratio_json(scenario.endpoint)},
          {"effect", effect_words(scenario)},
          {"test", test_text(plan.test, TestTimes::durations)},
          {"test_words", test_words(scenario)},
          {"efficacy", efficacy_words(plan)},
          {"ties", word_of(plan.ties)},
          {"alpha", plan.alpha},
          {"two_sided", plan.tails != Tails::one},
          {"strata", names_json(scenario, plan.stratify_by)}};
}

// Nothing from which a next allocation could be guessed.
Json randomization_json(const TrialConfig& config) {
  const RandomizationPlan& plan = config.scenario.randomization;
  Json strata = names_json(config.scenario, plan.stratify_by);
  for (const MinimizedMargin& margin : plan.minimize_over)
    strata.push_back(margin.factor
                         ? Json(config.scenario.factors[*margin.factor].name)
                         : Json("site"));
  if (plan.by_site) strata.push_back("site");
  return {{"procedure", word_of(plan.procedure.kind)},
          {"strata", strata},
          {"text", protocol_text(config)}};
}

Json spread_json(const std::vector<CourseSpread>& course) {
  Json json = {
      {"mean", Json::array()}, {"q05", Json::array()}, {"q95", Json::array()}};
  for (const auto& [mean, q05, q95] : course) {
    json["mean"].push_back(mean);
    json["q05"].push_back(q05);
    json["q95"].push_back(q95);
  }
  return json;
}

Json survival_json(const SurvivalCourse& course) {
  Json json = {{"look", course.look},
               {"trials", course.trials},
               {"months", Json::array()},
               {"arms", Json::array()}};
  for (const double days : course.days)
    json["months"].push_back(days / days_per_month);
  for (const ArmSurvival& arm : course.arms)
    json["arms"].push_back({{"arm", arm.arm},
                            {"assumed", arm.assumed},
                            {"observed", spread_json(arm.observed)},
                            {"at_risk", arm.at_risk}});
  return json;
}

}  // namespace

Json protocol_json(const ProtocolReport& report) {
  const TrialConfig& config = report.power.config;
  Json json = head_json("report", config);
  json["seed"] = seed_json(config.seed_text);
  json["replicates"] = report.power.estimate.replicates;
  json["scenario"] = trial_json(config.scenario);
  json["assumptions"] = assumptions_json(report.design.config);
  json["randomization"] = randomization_json(config);
  json["design"] = report_of(report.design).json;
  json["power"] = report_of(report.power).json;
  json["survival"] = survival_json(report.survival);
  json["sensitivity"] = report.sensitivity ? *report.sensitivity : Json();
  json["config"] = open_config(config.resolved_toml);
  return json;
}

}  // namespace rehearse
