#include "rehearse/report/design_report.hpp"

#include <fmt/format.h>

#include "design_figures.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/percent.hpp"
#include "rehearse/text/test_text.hpp"

namespace rehearse {
namespace {

constexpr std::size_t most_course_rows = 12;

// The shares of the effect are of a power.
std::vector<Figures> under_effects(const DesignReport& report) {
  std::vector<Figures> items;
  if (!report.design.analytic.power) return items;
  for (const DesignUnderEffect& under : report.design.under)
    items.push_back(effect_figures(under));
  return items;
}

std::vector<Figures> course_of(const DesignReport& report) {
  std::vector<Figures> items;
  for (const ExpectedCourse& at : report.design.course)
    items.push_back(course_figures(report.config.scenario, at));
  return items;
}

// A dozen rows or so, with the last.
// The JSON holds every month; more than a screen of them nobody reads.
std::vector<Figures> thinned(const std::vector<Figures>& course) {
  std::vector<Figures> few;
  if (course.empty()) return few;
  const std::size_t step = (course.size() - 1) / most_course_rows + 1;
  for (std::size_t i = 0; i < course.size(); ++i)
    if ((i + 1) % step == 0 || i + 1 == course.size()) few.push_back(course[i]);
  return few;
}

// At the look where the trial ends, by Schoenfeld's drift.
Json events_by_schoenfeld(const DesignReport& report) {
  const auto& stopping = report.design.analytic.schoenfeld_stopping;
  if (stopping.empty() || stopping.size() != report.design.looks.size())
    return nullptr;
  std::vector<ScoreMoments> looks;
  for (const TrialDesignLook& look : report.design.looks)
    looks.push_back({look.expected.events});
  return expected_information(looks, stopping);
}

// Conditional and predictive power after an interim result: each with what it
// is under.
struct Conditional {
  const char* kind;
  const char* key;
  std::optional<double> power;
  std::string words;
};
std::vector<Conditional> conditional_powers(const InterimPower& power) {
  const char* conditional = "conditional_power";
  const char* predictive = "predictive_power";
  const std::string under = "conditional power under ";
  return {{conditional, "current_trend", power.current_trend,
           under + "the effect seen so far"},
          {conditional, "scenario", power.scenario,
           under + "the scenario's effect"},
          {conditional, "design", power.design, under + "the design's effect"},
          {predictive, "flat_prior", power.predictive,
           "predictive power, flat prior"},
          {predictive, "prior", power.predictive_prior,
           "predictive power, prior of [assurance]"}};
}

Json interim_json(const InterimAnswer& at, const AnalysisPlan& plan) {
  Json json = {{"look", plan.looks[at.look].name},
               {"events", at.events},
               {"z", at.z},
               {"hazard_ratio", at.hazard_ratio}};
  for (const Conditional& one : conditional_powers(at.power))
    json[one.kind][one.key] = optional_json(one.power);
  return json;
}

std::vector<std::string> interim_lines(const DesignReport& report) {
  if (!report.interim) return {};
  const InterimAnswer& at = *report.interim;
  std::vector<std::string> lines{fmt::format(
      "Interim result at look {}: z {:.4g}, hazard ratio {:.4g}, {} events",
      report.config.scenario.analysis.looks[at.look].name, at.z,
      at.hazard_ratio, fixed_text(at.events, 0))};
  for (const Conditional& one : conditional_powers(at.power))
    if (one.power)
      lines.push_back(fmt::format("  {:.4f}  {}", *one.power, one.words));
  return lines;
}

const Look& unexpected_look(const DesignReport& report) {
  return report.config.scenario.analysis.looks[report.design.looks.size()];
}

// The first look that is not to be expected.
Json unexpected_json(const DesignReport& report) {
  const Look& look = unexpected_look(report);
  return {{"name", look.name},
          {"planned_events", optional_json(look.events)},
          {"possible_events", report.design.unexpected->possible_events},
          {"reached", report.design.unexpected->reached}};
}

// A look that most trials never reach has no place in the tables, whose figures
// would be of the few that do: it is said here instead.
std::vector<std::string> unexpected_lines(const DesignReport& report) {
  if (!report.design.unexpected) return {};
  const auto& [reached, possible] = *report.design.unexpected;
  const Look& look = unexpected_look(report);
  return {fmt::format("Look {} waits for {} events, where {} are all that can "
                      "be expected: it comes",
                      look.name, look.events.value_or(0),
                      possible_text(possible, look.events.value_or(0))),
          fmt::format("in {} of the trials. In the others its test is made at "
                      "the last observation:",
                      percent_text(reached)),
          "plan fewer events, or simulate it with `rehearse power`."};
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

std::vector<std::string> assurance_lines(const DesignReport& report) {
  if (!report.assurance) return {};
  const auto& [power, at_least_80, favourable] = *report.assurance;
  const auto& q = power.quantiles;
  return {fmt::format("Assurance {:.4f}: the power averaged over the prior;",
                      power.power),
          fmt::format("P(power at least 0.8) {:.4f}, P(hazard ratio below the "
                      "null's) {:.4f};",
                      at_least_80, favourable),
          fmt::format("power's 5%, 25%, 50%, 75% and 95% quantiles: {:.4f}, "
                      "{:.4f}, {:.4f}, {:.4f}, {:.4f}",
                      q[0], q[1], q[2], q[3], q[4])};
}

// Where there is a power by the asymptotic distribution it stands first:
// Schoenfeld's drift leaves out the strata and the spread of follow-up.
std::string power_line(const DesignReport& report) {
  const AnalyticPower& analytic = report.design.analytic;
  if (report.design.unexpected) return "none by a formula";
  std::string line;
  if (analytic.power)
    line = fmt::format("{:.4f} by the {}", *analytic.power,
                       analytic.approximation);
  if (analytic.schoenfeld_power)
    line += fmt::format("; {:.4f} by Schoenfeld's drift",
                        *analytic.schoenfeld_power);
  return line.empty() ? "no formula for this design: simulate it with "
                        "`rehearse power`"
                      : line;
}

Json json_of(const DesignReport& report) {
  const Scenario& scenario = report.config.scenario;
  const TrialDesign& design = report.design;
  const AnalyticPower& analytic = design.analytic;
  const bool has_power = analytic.power && !design.under.empty();
  const auto& planned = design.planned;
  Json json = head_json("design", report.config);
  if (report.interim)
    json["interim"] = interim_json(*report.interim, scenario.analysis);
  json["test"] = test_text(scenario.analysis.test, TestTimes::durations);
  json["alpha"] = scenario.analysis.alpha;
  json["looks"] = objects_of(design_looks(report));
  json["power"] = optional_json(analytic.power);
  json["schoenfeld_power"] = optional_json(analytic.schoenfeld_power);
  if (design.unexpected) json["unexpected_look"] = unexpected_json(report);
  json["expected_events_h0"] = design.under.empty()
                                   ? Json()
                                   : Json(design.under.front().expected_events);
  json["expected_events_h1"] =
      has_power ? Json(design.under.back().expected_events) : Json();
  json["schoenfeld_expected_events_h1"] = events_by_schoenfeld(report);
  json["participants"] = scenario.participants;
  json["enrolment_end_months"] = design.enrolment_end / days_per_month;
  json["drift"] = planned ? Json(planned->drift) : Json();
  json["inflation"] = planned ? Json(planned->inflation) : Json();
  json["under"] = objects_of(under_effects(report));
  json["course"] = objects_of(course_of(report));
  if (report.assurance) json["assurance"] = assurance_json(*report.assurance);
  json["approximation"] = analytic.approximation;
  collapse_nulls(json);
  return json;
}

std::vector<Json> rows_of(const DesignReport& report) {
  std::vector<Json> rows;
  for (const Figures& look : design_looks(report)) {
    Json& row =
        rows.emplace_back(Json{{"trial", report.config.scenario.id},
                               {"config_sha256", report.config.sha256}});
    row.update(object_of(look));
  }
  return rows;
}

Document document_of(const DesignReport& report) {
  using Kind = Document;
  std::vector<std::string> names;
  for (std::size_t k = 0; k < report.design.looks.size(); ++k)
    names.push_back(report.config.scenario.analysis.looks[k].name);
  Document document;
  document.add(Kind::Heading{heading(report.config.scenario), "Design of "});
  document.add(Kind::Paragraph{interim_lines(report), Kind::Breaks::kept});
  document.add(Kind::Answer{"Power " + power_line(report)});
  document.add(Kind::Paragraph{unexpected_lines(report)});
  document.add(Kind::Table{figure_rows("Look", names, design_looks(report))});
  document.add(Kind::Table{
      figure_columns(under_effects(report)),
      fmt::format("Where the log hazard ratio{} is none, a quarter, a half, "
                  "three quarters and all of the scenario's:",
                  report.config.scenario.analysis.null_hazard_ratio == 1.0
                      ? ""
                      : ", from the null hypothesis's on,")});
  document.add(Kind::Table{figure_columns(thinned(course_of(report))),
                           "Expected course:"});
  document.add(Kind::Paragraph{assurance_lines(report), Kind::Breaks::kept});
  document.add(Kind::Facts{{{"Config", report.config.sha256.substr(0, 12)}}});
  return document;
}

}  // namespace

Report report_of(const DesignReport& report) {
  return {json_of(report),
          rows_of(report),
          document_of(report),
          {"trial", "config_sha256"}};
}

}  // namespace rehearse
