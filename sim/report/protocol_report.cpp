// The document itself is set elsewhere, from this alone: no number of it is
// computed there.
#include "rehearse/report/protocol_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "estimate_json.hpp"
#include "heading.hpp"
#include "protocol_scenario.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/report/hypotheses_design.hpp"
#include "rehearse/report/randomization_documents.hpp"
#include "rehearse/report/scenario_summary.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/trial/words.hpp"

namespace rehearse {
namespace {

// Which part of the scenario's words a table of the config is in: the longest
// beginning of its path holds.
struct Part {
  std::string_view table;
  std::string_view part;
  std::string_view whose = "";  // of the part
};
constexpr auto protocol_parts = std::to_array<Part>({
    {"factors", "Factors"},
    {"sites", "Sites"},
    {"sites.frailty", "Frailty"},
    {"enrolment", "Enrolment"},
    {"endpoint.control", "Endpoint, control"},
    {"endpoint.effect", "Effect"},
    {"endpoint.experimental", "Endpoint, experimental"},
    {"endpoint.death", "Death"},
    {"endpoint.death.switch", "Death", "switching"},
    {"dropout", "Dropout"},
    {"assessment", "Scans"},
    {"review", "Readers"},
    {"review.investigator", "Readers, investigator"},
    {"review.irc", "Readers, IRC"},
    {"review.second_irc", "Readers, IRC", "second reader"},
    {"review.adjudicator", "Readers, IRC", "adjudicator"},
    {"review.discontinuation", "Readers, both"},
    {"conduct", "Conduct"},
    {"assurance", "Prior"},
});

Part part_of(const std::string& table) {
  const Part* best = nullptr;
  for (const Part& part : protocol_parts)
    if (table.starts_with(part.table) &&
        (best == nullptr || part.table.size() > best->table.size()))
      best = &part;
  return best == nullptr ? Part{table, table} : *best;
}

// Whose a source is, where its part has several: a factor, an arm, a reader.
std::string whose(const Scenario& scenario, const std::string& table) {
  for (std::size_t i = 0; i < scenario.factors.size(); ++i)
    if (table == fmt::format("factors[{}]", i)) return scenario.factors[i].name;
  for (const Arm& arm : scenario.arms)
    for (const char* ending : {".{}", ".\"{}\""})
      if (table.ends_with(fmt::format(fmt::runtime(ending), arm.id)))
        return arm.id;
  return std::string{part_of(table).whose};
}

std::string source_text(const Scenario& scenario, const StatedSource& source) {
  const std::string of = whose(scenario, source.table);
  return of.empty() ? source.text : of + ": " + source.text;
}

// What isn't among the assumptions: the randomization, of which a reader may
// not learn what gives its next allocations away, has a text of its own.
constexpr std::array<std::string_view, 3> left_out{"Randomization", "Source",
                                                   "Simulation"};

// Nor what is tested where that is several: the scenario has each hypothesis.
constexpr std::array<std::string_view, 3> left_out_of_several{
    "Hypothesis", "Rejected", "Tests"};

bool is_left_out(const Scenario& scenario, std::string_view part) {
  if (std::ranges::find(left_out, part) != left_out.end()) return true;
  return !scenario.hypotheses.empty() &&
         std::ranges::any_of(left_out_of_several, [&](std::string_view of) {
           return part.starts_with(of);
         });
}

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

// A hash of the whole config gives its [randomization] away to whoever has the
// rest: the few usual block sizes are soon tried.
Json without_hashes(Json json) {
  if (json.is_object()) {
    json.erase("config_sha256");
    json.erase("sweep_sha256");
  }
  if (json.is_structured())
    for (Json& member : json) member = without_hashes(std::move(member));
  return json;
}

// What the protocol decides has no source but itself; what follows from other
// rows has none of its own.
const char* origin_of(const Scenario& scenario, std::string_view part) {
  for (const std::string_view decided :
       {"Trial", "Participants", "Calibration", "Rules", "Test", "Efficacy",
        "Futility", "Harm", "Look "})
    if (part.starts_with(decided)) return "design";
  if (part == "Endpoint" || part == "Readers") return "design";
  return part.starts_with("Endpoint, ") && part != "Endpoint, control" &&
                 !scenario.endpoint.experimental
             ? "effect"
             : "assumption";
}

// A source is never lost: one whose table has no words stands alone.
Json assumptions_json(const TrialConfig& config) {
  Json rows = Json::array();
  for (const Json& row : scenario_summary(config).rows) {
    const std::string part = row["part"];
    if (is_left_out(config.scenario, part)) continue;
    rows.push_back(row);
    rows.back()["origin"] = origin_of(config.scenario, part);
    rows.back()["sources"] = Json::array();
  }
  for (const StatedSource& source : config.sources) {
    const std::string_view part = part_of(source.table).part;
    const std::string text = source_text(config.scenario, source);
    const auto at = std::ranges::find_if(
        rows, [&](const Json& row) { return row["part"] == part; });
    if (at != rows.end())
      (*at)["sources"].push_back(text);
    else
      rows.push_back({{"part", part},
                      {"words", ""},
                      {"origin", "assumption"},
                      {"sources", Json::array({text})}});
  }
  return rows;
}

// Nothing from which a next allocation could be guessed.
Json randomization_json(const TrialConfig& config) {
  const RandomizationPlan& plan = config.scenario.randomization;
  Json strata = factor_list(config.scenario, plan.stratify_by);
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
  Json json = Json::object();
  if (!course.hypothesis.empty()) json["hypothesis"] = course.hypothesis;
  json["look"] = course.look;
  json["trials"] = course.trials;
  json["months"] = Json::array();
  json["arms"] = Json::array();
  for (const double days : course.days)
    json["months"].push_back(days / days_per_month);
  for (const ArmCurve& arm : course.arms)
    json["arms"].push_back({{"arm", arm.arm},
                            {"assumed", arm.assumed},
                            {"observed", spread_json(arm.observed)},
                            {"at_risk", arm.at_risk}});
  return json;
}

// Each hypothesis's own, or the only analysis's.
Json courses_json(const ProtocolReport& report) {
  if (report.stated.scenario.hypotheses.empty())
    return survival_json(report.survival.front());
  Json courses = Json::array();
  for (const SurvivalCourse& course : report.survival)
    courses.push_back(survival_json(course));
  return courses;
}

Json design_json(const ProtocolReport& report) {
  return without_hashes(report.design
                            ? report_of(*report.design).json
                            : hypotheses_design(report.power.config).json);
}

}  // namespace

Json protocol_json(const ProtocolReport& report) {
  const TrialConfig& config = report.stated;
  const std::string open = open_config(config.resolved_toml);
  Json json = without_hashes(head_json("report", config));
  json["open_config_sha256"] = sha256_hex(open);
  json["seed"] = seed_json(config.seed_text);
  json["replicates"] = report.power.estimate.replicates;
  json["scenario"] = protocol_scenario(config.scenario);
  json["assumptions"] = assumptions_json(config);
  json["randomization"] = randomization_json(config);
  json["design"] = design_json(report);
  json["power"] = without_hashes(report_of(report.power).json);
  json["survival"] = courses_json(report);
  json["sensitivity"] =
      report.sensitivity ? without_hashes(*report.sensitivity) : Json();
  json["config"] = open;
  return json;
}

}  // namespace rehearse
