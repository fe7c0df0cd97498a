#include <cmath>
#include <nlohmann/json.hpp>

#include "rehearse/core/units.hpp"
#include "rehearse/report/design_report.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/text/text_table.hpp"
#include "rehearse/version.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;  // prints what isn't finite as null

template <class Value>
Json optional_json(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// z, p and hazard ratio of a bound; null where there is none.
void add_bound(Json& json, const std::string& name, const BoundScales& bound) {
  const bool is = std::isfinite(bound.z);
  json[name + "_z"] = is ? Json(bound.z) : Json(nullptr);
  json[name + "_p"] = is ? Json(bound.p) : Json(nullptr);
  json["hazard_ratio_at_" + name] =
      is ? Json(bound.hazard_ratio) : Json(nullptr);
}

Json stopping_json(const StoppingAtLook& stopping) {
  return {{"reject", stopping.reject},
          {"futility", stopping.futility},
          {"harm", stopping.harm}};
}

Json looks_json(const DesignReport& report) {
  const AnalysisPlan& plan = report.config.scenario.analysis;
  Json looks = Json::array();
  double power = 0.0;
  double schoenfeld = 0.0;
  for (std::size_t k = 0; k < report.design.looks.size(); ++k) {
    const TrialDesignLook& look = report.design.looks[k];
    Json json = {{"name", plan.looks[k].name},
                 {"information_fraction", optional_json(look.fraction)},
                 {"events", look.expected.events}};
    add_bound(json, "efficacy", look.efficacy);
    add_bound(json, "futility", look.futility);
    add_bound(json, "harm", look.harm);
    json["alpha_spent"] = look.expected.bounds.alpha_spent;
    json["time_months"] = look.time / days_per_month;
    json["participants"] = look.expected.participants;
    json["reached"] = look.reached;
    const bool has_power = report.design.analytic.power.has_value();
    power += look.stopping.reject;
    json["cumulative_power"] = has_power ? Json(power) : Json(nullptr);
    json["stopping"] = has_power ? stopping_json(look.stopping) : Json(nullptr);
    json["null_stopping"] = stopping_json(look.null_stopping);
    const auto& by_schoenfeld = report.design.analytic.schoenfeld_stopping;
    if (!by_schoenfeld.empty()) schoenfeld += by_schoenfeld[k].reject;
    json["schoenfeld_cumulative_power"] =
        by_schoenfeld.empty() ? Json(nullptr) : Json(schoenfeld);
    looks.push_back(json);
  }
  return looks;
}

// At the look where the trial ends, by Schoenfeld's drift.
Json schoenfeld_events(const DesignReport& report) {
  const auto& stopping = report.design.analytic.schoenfeld_stopping;
  if (stopping.empty() || stopping.size() != report.design.looks.size())
    return nullptr;
  std::vector<ScoreMoments> looks;
  for (const TrialDesignLook& look : report.design.looks)
    looks.push_back({look.expected.events});
  return expected_information(looks, stopping);
}

Json under_json(const DesignReport& report) {
  Json json = Json::array();
  for (const DesignUnderEffect& under : report.design.under)
    json.push_back(
        {{"effect", under.effect},
         {"hazard_ratio", optional_json(under.hazard_ratio)},
         {"power", under.power},
         {"stop_futility", under.futility},
         {"stop_harm", under.harm},
         {"expected_events", under.expected_events},
         {"expected_time_months", under.expected_time / days_per_month}});
  return json;
}

Json course_json(const DesignReport& report) {
  const Scenario& scenario = report.config.scenario;
  Json json = Json::array();
  for (const ExpectedCourse& at : report.design.course) {
    Json by_arm = Json::object();
    for (const std::size_t arm : printed_arms(scenario))
      by_arm[scenario.arms[arm].id] = at.events[arm];
    json.push_back({{"time_months", at.time / days_per_month},
                    {"participants", at.participants},
                    {"events", at.events[0] + at.events[1]},
                    {"events_by_arm", by_arm}});
  }
  return json;
}

Json interim_json(const InterimAnswer& at, const AnalysisPlan& plan) {
  return {{"look", plan.looks[at.look].name},
          {"events", at.events},
          {"z", at.z},
          {"hazard_ratio", at.hazard_ratio},
          {"conditional_power",
           {{"current_trend", at.power.current_trend},
            {"scenario", at.power.scenario},
            {"design", optional_json(at.power.design)}}},
          {"predictive_power",
           {{"flat_prior", at.power.predictive},
            {"prior", optional_json(at.power.predictive_prior)}}}};
}

// The first look that is not to be expected.
Json unexpected_json(const DesignReport& report) {
  const auto& looks = report.config.scenario.analysis.looks;
  const Look& look = looks[report.design.looks.size()];
  return {{"name", look.name},
          {"planned_events", optional_json(look.events)},
          {"possible_events", report.design.unexpected->possible_events},
          {"reached", report.design.unexpected->reached}};
}

Json assurance_json(const TrialAssurance& assurance) {
  const auto& [q05, q25, median, q75, q95] = assurance.power.quantiles;
  return {{"power", assurance.power.power},
          {"at_least_80", assurance.at_least_80},
          {"favourable", assurance.favourable},
          {"power_distribution",
           {{"q05", q05},
            {"q25", q25},
            {"median", median},
            {"q75", q75},
            {"q95", q95}}}};
}

}  // namespace

std::string design_json(const DesignReport& report) {
  const TrialConfig& config = report.config;
  const Scenario& scenario = config.scenario;
  const TrialDesign& design = report.design;
  Json json = {{"command", "design"},
               {"version", REHEARSE_VERSION},
               {"trial", scenario.id},
               {"config_sha256", config.sha256}};
  if (report.interim)
    json["interim"] = interim_json(*report.interim, scenario.analysis);
  json["test"] = test_text(scenario.analysis.test, TestTimes::durations);
  json["alpha"] = scenario.analysis.alpha;
  json["looks"] = looks_json(report);
  json["power"] = optional_json(report.design.analytic.power);
  json["schoenfeld_power"] =
      optional_json(report.design.analytic.schoenfeld_power);
  if (design.unexpected) json["unexpected_look"] = unexpected_json(report);
  const bool has_power = report.design.analytic.power && !design.under.empty();
  json["expected_events_h0"] = design.under.empty()
                                   ? Json(nullptr)
                                   : Json(design.under.front().expected_events);
  json["expected_events_h1"] =
      has_power ? Json(design.under.back().expected_events) : Json(nullptr);
  json["schoenfeld_expected_events_h1"] = schoenfeld_events(report);
  json["participants"] = scenario.participants;
  json["enrolment_end_months"] = design.enrolment_end / days_per_month;
  json["drift"] = design.planned ? Json(design.planned->drift) : Json(nullptr);
  json["inflation"] =
      design.planned ? Json(design.planned->inflation) : Json(nullptr);
  json["under"] = has_power ? under_json(report) : Json::array();
  json["course"] = course_json(report);
  if (report.assurance) json["assurance"] = assurance_json(*report.assurance);
  json["approximation"] = report.design.analytic.approximation;
  return json.dump(2) + '\n';
}

std::string design_csv(const DesignReport& report) {
  TextTable table{{"trial", "config_sha256"}, {}};
  const Json looks = looks_json(report);
  for (const Json& look : looks) {
    auto& row = table.rows.emplace_back();
    row = {report.config.scenario.id, report.config.sha256};
    table.header.resize(2);
    for (const auto& [key, value] : look.items()) {
      const bool nested = key == "stopping" || key == "null_stopping";
      for (const char* why : {"reject", "futility", "harm"}) {
        if (!nested) break;
        table.header.push_back(key + '_' + why);
        row.push_back(value.is_null() ? "" : exact_text(value.at(why)));
      }
      if (nested) continue;
      table.header.push_back(key);
      row.push_back(value.is_null()     ? ""
                    : value.is_string() ? value.get<std::string>()
                                        : exact_text(value));
    }
  }
  return csv_text(table);
}

}  // namespace rehearse
