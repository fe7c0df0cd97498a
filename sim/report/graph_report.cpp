#include "rehearse/report/graph_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "figures.hpp"
#include "hypothesis_words.hpp"
#include "rehearse/core/normal.hpp"

namespace rehearse {
namespace {

const std::vector<Hypothesis>& hypotheses_of(const GraphReport& report) {
  return report.config.scenario.hypotheses;
}

const std::string& look_name(const GraphReport& report, std::size_t hypothesis,
                             std::size_t look) {
  return hypotheses_of(report)[hypothesis].analysis.looks[look].name;
}

// Which of the rejections is of this hypothesis.
std::optional<std::size_t> rejection_of(const GraphReport& report,
                                        std::size_t hypothesis) {
  const auto& all = report.test.rejections;
  const auto found =
      std::ranges::find(all, hypothesis, &GraphRejection::hypothesis);
  if (found == all.end()) return std::nullopt;
  return static_cast<std::size_t>(found - all.begin());
}

bool has_rows(const GraphReport& report, std::size_t hypothesis) {
  return !report.test.hypotheses[hypothesis].repeated_p.empty();
}

// ---- texts ----

// Four digits: they are compared with levels as 0.0125.
std::string p_text(const std::optional<double>& p) {
  return p ? fmt::format("{:.4g}", *p) : "-";
}

std::string level_text(double level) { return fmt::format("{:.6g}", level); }

// ---- figures ----

// Whether each look's analysis is its number, as where none says another.
bool in_own_order(const std::vector<ObservedLook>& looks) {
  return std::ranges::all_of(looks, [](const ObservedLook& each) {
    return each.seen.analysis == each.look + 1;
  });
}

// A look: a row of CSV and of the table, a member of the JSON's `looks`.
Figures look_figures(const GraphReport& report, std::size_t i) {
  const auto& [seen, look, p, control_events] = report.looks[i];
  const auto& [alpha, bound] = report.test.looks[i];
  const Hypothesis& hypothesis = hypotheses_of(report)[seen.hypothesis];
  const std::string& name = look_name(report, seen.hypothesis, look);
  const auto& repeated = report.test.hypotheses[seen.hypothesis].repeated_p;
  const auto order = rejection_of(report, seen.hypothesis);
  const bool rejects = order && report.test.rejections[*order].look == look;
  const bool has_bound = std::isfinite(bound);
  const auto bound_p =
      has_bound ? std::optional{normal_upper_tail(bound)} : std::nullopt;
  return {
      {"hypothesis", hypothesis.name, "Look", hypothesis.name + ", " + name},
      {"look", name},
      {"analysis", seen.analysis,
       label_if(!in_own_order(report.looks), "Analysis"),
       fmt::format("{}", seen.analysis), 2},
      {"events", seen.events, "Events", fmt::format("{:.10g}", seen.events), 2},
      {"p", p, "One-sided p", p_text(p)},
      {"z", seen.z},
      {"spending_time", optional_json(seen.spending_time)},
      {"alpha", alpha, "At alpha", alpha > 0.0 ? level_text(alpha) : "-"},
      {"efficacy_z", has_bound ? Json(bound) : Json(nullptr)},
      {"efficacy_p", optional_json(bound_p), "Bound", p_text(bound_p)},
      {"repeated_p", optional_json(repeated[look]), "Repeated p",
       p_text(repeated[look]), 1},
      {"rejected", rejects, "Rejected", rejects ? "yes" : "no"}};
}

// A hypothesis: a row of the table.
Figures hypothesis_figures(const GraphReport& report, std::size_t h) {
  const Hypothesis& hypothesis = hypotheses_of(report)[h];
  const TestedHypothesis& tested = report.test.hypotheses[h];
  const auto order = rejection_of(report, h);
  std::string what = has_rows(report, h) ? "no" : "not tested";
  std::string where = "-";
  std::string alpha = "-";
  if (order) {
    const GraphRejection& rejection = report.test.rejections[*order];
    what = fmt::format("{}.", *order + 1);
    where = look_name(report, h, rejection.look);
    alpha = level_text(rejection.alpha);
  }
  return {{"", {}, "Hypothesis", hypothesis.name},
          {"", {}, "Alpha", level_text(hypothesis.alpha)},
          {"", {}, "Rejected", what},
          {"", {}, "At look", where},
          {"", {}, "At alpha", alpha},
          {"", {}, "Alpha left", level_text(tested.alpha_left)},
          {"", {}, "Sequential p", p_text(tested.sequential_p)}};
}

// ---- JSON and CSV ----

Json rejection_json(const GraphReport& report,
                    const GraphRejection& rejection) {
  return {{"hypothesis", hypotheses_of(report)[rejection.hypothesis].name},
          {"look", look_name(report, rejection.hypothesis, rejection.look)},
          {"analysis", rejection.analysis},
          {"alpha", rejection.alpha}};
}

Json json_of(const GraphReport& report) {
  Json json = head_json("analyze", report.config);
  json["data"] = report.data;
  json["rejected"] = Json::array();
  json["rejections"] = Json::array();
  for (const GraphRejection& rejection : report.test.rejections) {
    json["rejections"].push_back(rejection_json(report, rejection));
    json["rejected"].push_back(json["rejections"].back()["hypothesis"]);
  }
  for (std::size_t h = 0; h < hypotheses_of(report).size(); ++h) {
    const std::string& name = hypotheses_of(report)[h].name;
    const TestedHypothesis& tested = report.test.hypotheses[h];
    json["alpha_left"][name] = tested.alpha_left;
    Json& repeated = json["repeated_p"][name] = Json::array();
    for (const auto& p : tested.repeated_p)
      repeated.push_back(optional_json(p));
    json["sequential_p"][name] = optional_json(tested.sequential_p);
  }
  json["looks"] = Json::array();
  for (std::size_t i = 0; i < report.looks.size(); ++i)
    json["looks"].push_back(object_of(look_figures(report, i)));
  return json;
}

std::vector<Json> rows_of(const GraphReport& report) {
  std::vector<Json> rows;
  for (std::size_t i = 0; i < report.looks.size(); ++i) {
    Json& row =
        rows.emplace_back(Json{{"trial", report.config.scenario.id},
                               {"config_sha256", report.config.sha256}});
    row.update(object_of(look_figures(report, i)));
    const std::size_t h = report.looks[i].seen.hypothesis;
    row["sequential_p"] = optional_json(report.test.hypotheses[h].sequential_p);
    row["alpha_left"] = report.test.hypotheses[h].alpha_left;
  }
  return rows;
}

// ---- the document ----

std::string rejected_text(const GraphReport& report) {
  std::vector<std::string> names;
  for (const GraphRejection& rejection : report.test.rejections)
    names.push_back(hypotheses_of(report)[rejection.hypothesis].name);
  if (names.empty()) return "No hypothesis is rejected.";
  return fmt::format("Rejected, in this order: {}.", fmt::join(names, ", "));
}

std::string left_text(const GraphReport& report) {
  std::vector<std::string> left;
  for (std::size_t h = 0; h < hypotheses_of(report).size(); ++h)
    if (const double alpha = report.test.hypotheses[h].alpha_left; alpha > 0.0)
      left.push_back(fmt::format("{} {}", hypotheses_of(report)[h].name,
                                 level_text(alpha)));
  if (left.empty()) return "No alpha is left.";
  return fmt::format("Alpha left: {}.", fmt::join(left, ", "));
}

Document::Facts facts_of(const GraphReport& report) {
  const Scenario& scenario = report.config.scenario;
  Document::Facts facts;
  for (const Transition& transition : scenario.multiplicity.transitions)
    facts.facts.push_back({"Rejected", transition_words(scenario, transition)});
  if (scenario.multiplicity.parametric)
    facts.facts.push_back({"Tests", parametric_words()});
  std::vector<std::string> back;
  for (const Hypothesis& hypothesis : scenario.hypotheses)
    if (hypothesis.look_back) back.push_back(hypothesis.name);
  if (!back.empty())
    facts.facts.push_back(
        {"Look-back", fmt::format("{}", fmt::join(back, ", "))});
  facts.facts.push_back(
      {"Data", fmt::format("{}, config {}", report.data,
                           report.config.sha256.substr(0, 12))});
  return facts;
}

Document document_of(const GraphReport& report) {
  const Scenario& scenario = report.config.scenario;
  Document document;
  document.add(Document::Heading{
      fmt::format("{}: {} hypotheses at one-sided familywise alpha {:.6g}",
                  scenario.id, scenario.hypotheses.size(),
                  scenario.multiplicity.alpha),
      "Tests of "});
  document.add(Document::Answer{rejected_text(report), left_text(report)});
  std::vector<Figures> hypotheses;
  for (std::size_t h = 0; h < scenario.hypotheses.size(); ++h)
    hypotheses.push_back(hypothesis_figures(report, h));
  document.add(Document::Table{figure_columns(hypotheses)});
  std::vector<Figures> looks;
  for (std::size_t i = 0; i < report.looks.size(); ++i)
    looks.push_back(look_figures(report, i));
  document.add(Document::Table{figure_columns(looks)});
  document.add(Document::Note{
      {"Tested in calendar order; at one time the first hypothesis that can be "
       "rejected is. At alpha, bound: of the look's last test; \"-\" where its "
       "hypothesis had no alpha, or was rejected before. Bound, on the scale "
       "of p: the look rejects at or below. Repeated p: the least alpha at "
       "which the look rejects; sequential p: at which any look so far "
       "does."}});
  document.add(facts_of(report));
  return document;
}

}  // namespace

Report report_of(const GraphReport& report) {
  return {json_of(report), rows_of(report), document_of(report)};
}

std::vector<Diagnostic> graph_warnings(const GraphReport& report) {
  std::vector<Diagnostic> warnings;
  for (const Hypothesis& hypothesis : hypotheses_of(report))
    if (hypothesis.analysis.futility.rule == FutilityRule::binding &&
        stops_for_futility(hypothesis.analysis))
      warnings.push_back(
          {report.data,
           fmt::format("'{}' has binding futility bounds, on which its bounds "
                       "here don't count (they are higher than those of "
                       "'design'): read them as of a non-binding rule",
                       hypothesis.name),
           "", 0});
  return warnings;
}

}  // namespace rehearse
