#include "rehearse/report/hypotheses_design.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "figures.hpp"
#include "hypothesis_words.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/parametric_graph.hpp"
#include "rehearse/design/sequential_intersections.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/trial/hypothesis_view.hpp"

namespace rehearse {
namespace {

// A hypothesis at one of its levels; where tests use their correlation, in one
// of the intersections with it.
struct AtLevel {
  const Hypothesis* hypothesis;
  double level;
  double allocation;
  AnalysisPlan plan;  // at that level
  std::vector<std::optional<LookBounds>> bounds;
  std::optional<std::vector<std::string>> among;  // the others there
};

AtLevel at_level(const Scenario& scenario, const Hypothesis& hypothesis,
                 double level) {
  AtLevel at{&hypothesis,
             level,
             experimental_share(scenario, hypothesis.analysis.comparison.arm),
             hypothesis.analysis,
             {},
             {}};
  at.plan.alpha = level;
  at.bounds = planned_bounds(at.plan, at.allocation);
  return at;
}

std::vector<std::string> others_in(const Scenario& scenario, HypothesisSet set,
                                   std::size_t h) {
  std::vector<std::string> others;
  for (std::size_t other = 0; other < scenario.hypotheses.size(); ++other)
    if (other != h && holds(set, other))
      others.push_back(scenario.hypotheses[other].name);
  return others;
}

bool has_several_looks(const Scenario& scenario) {
  return std::ranges::any_of(scenario.hypotheses, [](const Hypothesis& one) {
    return one.analysis.looks.size() > 1;
  });
}

// At what the graph gives it in each intersection; bounds are raised.
std::vector<AtLevel> several_looks_levels(const Scenario& scenario,
                                          std::size_t h) {
  const HypothesisGraph start = initial_graph(scenario);
  const auto planned = planned_levels(scenario, start);
  const SequentialIntersections intersections{scenario, start};
  std::vector<AtLevel> all;
  for (HypothesisSet set = (HypothesisSet{1} << start.size()) - 1; set > 0;
       --set) {
    const double level = holds(set, h) ? intersections.share(set, h) : 0.0;
    if (level <= 0.0) continue;
    AtLevel& at =
        all.emplace_back(at_level(scenario, scenario.hypotheses[h], level));
    at.among = others_in(scenario, set, h);
    for (const PlannedLevels& levels : planned)
      for (std::size_t k = 0; k < levels.looks.size(); ++k)
        if (levels.set == set && levels.hypothesis == h && at.bounds[k] &&
            levels.looks[k].raised > 0.0)
          at.bounds[k]->efficacy_z =
              normal_upper_quantile(levels.looks[k].raised);
  }
  return all;
}

// In every intersection with it, from that with all others on.
std::vector<AtLevel> parametric_levels(const Scenario& scenario,
                                       std::size_t h) {
  const auto& hypotheses = scenario.hypotheses;
  auto groups = parametric_groups(scenario);
  const auto correlation = planned_correlation(scenario);
  if (!correlation) std::iota(groups.begin(), groups.end(), std::size_t{0});
  ParametricGraph graph{initial_graph(scenario),
                        scenario.multiplicity.transitions, groups};
  std::vector<AtLevel> all;
  const auto size = static_cast<Eigen::Index>(groups.size());
  for (HypothesisSet set = (HypothesisSet{1} << groups.size()) - 1; set > 0;
       --set) {
    if ((set >> h & 1U) == 0) continue;
    const double level = graph.level(
        set, h,
        correlation ? *correlation : Eigen::MatrixXd::Identity(size, size));
    if (level <= 0.0) continue;
    AtLevel& at = all.emplace_back(at_level(scenario, hypotheses[h], level));
    at.among = others_in(scenario, set, h);
  }
  return all;
}

std::vector<AtLevel> levels_of(const Scenario& scenario, std::size_t h) {
  const Hypothesis& hypothesis = scenario.hypotheses[h];
  std::vector<AtLevel> all;
  if (hypothesis.analysis.looks.empty()) return all;
  if (scenario.multiplicity.parametric)
    return has_several_looks(scenario) ? several_looks_levels(scenario, h)
                                       : parametric_levels(scenario, h);
  for (const double level : attainable_alphas(initial_graph(scenario), h))
    if (level > 0.0) all.push_back(at_level(scenario, hypothesis, level));
  return all;
}

std::string p_text(double p) {
  return p < 5e-5 ? fmt::format("{:.1e}", p) : fixed_text(p, 4);
}

Figures look_figures(const AtLevel& at, std::size_t look) {
  const Look& planned = at.plan.looks[look];
  const GroupSequentialPlan plan = sequential_plan(at.plan, at.allocation);
  const auto& bounds = at.bounds[look];
  const double z = bounds ? bounds->efficacy_z : NAN;
  const bool is = std::isfinite(z);
  const double events = plan.looks[look].information;
  const bool log_rank = at.plan.test == SurvivalTest{};
  const bool has_ratio = is && log_rank && events > 0.0 && planned.events;
  const double p = is ? normal_upper_tail(z) : NAN;
  const double ratio = has_ratio ? hazard_ratio_at_z(plan, events, z) : NAN;
  const auto json = [](bool known, double value) {
    return known ? Json(value) : Json(nullptr);
  };
  return {{"name", planned.name, "Look", planned.name},
          {"events", optional_json(planned.events), "Events",
           planned.events ? fmt::format("{}", *planned.events) : "-"},
          {"efficacy_z", json(is, z), "Efficacy bound [z]",
           is ? fixed_text(z, 4) : "-"},
          {"efficacy_p", json(is, p), "One-sided p", is ? p_text(p) : "-"},
          {"hazard_ratio_at_efficacy", json(has_ratio, ratio),
           "Hazard ratio there", has_ratio ? fixed_text(ratio, 3) : "-"},
          {"alpha_spent",
           json(bounds.has_value(), bounds ? bounds->alpha_spent : 0),
           "Alpha spent", bounds ? p_text(bounds->alpha_spent) : "-"}};
}

Json looks_json(const AtLevel& at) {
  Json looks = Json::array();
  for (std::size_t k = 0; k < at.plan.looks.size(); ++k)
    looks.push_back(object_of(look_figures(at, k)));
  return looks;
}

void add_rows(const TrialConfig& config, const Json& head, const AtLevel& at,
              std::vector<Json>& rows) {
  for (const Json& look : looks_json(at)) {
    Json& row = rows.emplace_back(
        Json{{"trial", config.scenario.id}, {"config_sha256", config.sha256}});
    row["hypothesis"] = head["name"];
    for (const char* key : {"endpoint", "population", "arm"})
      row[key] = head[key];
    row["alpha"] = at.level;
    if (at.among) row["among"] = fmt::format("{}", fmt::join(*at.among, "; "));
    row["look"] = look["name"];
    for (const auto& [key, value] : look.items())
      if (key != "name") row[key] = value;
  }
}

std::string among_text(const std::vector<std::string>& others) {
  return others.empty() ? "alone" : fmt::format("{}", fmt::join(others, ", "));
}

Document::Table table_of(const std::vector<AtLevel>& levels) {
  std::vector<Figures> items;
  for (const AtLevel& at : levels)
    for (std::size_t k = 0; k < at.plan.looks.size(); ++k) {
      Figures& row = items.emplace_back(
          Figures{{"",
                   {},
                   levels.front().hypothesis->name + ", at alpha",
                   k == 0 ? fmt::format("{:.6g}", at.level) : ""}});
      if (at.among) row.push_back({"", {}, "Among", among_text(*at.among)});
      std::ranges::move(look_figures(at, k), std::back_inserter(row));
    }
  return {figure_columns(items)};
}

Document::Facts graph_facts(const Scenario& scenario) {
  Document::Facts facts;
  for (const Hypothesis& hypothesis : scenario.hypotheses)
    facts.facts.push_back(
        {hypothesis.name, hypothesis_words(scenario, hypothesis)});
  for (const Transition& transition : scenario.multiplicity.transitions)
    facts.facts.push_back({"Rejected", transition_words(scenario, transition)});
  if (scenario.multiplicity.parametric)
    facts.facts.push_back({"Tests", parametric_words()});
  return facts;
}

Document::Note note_of(const Scenario& scenario) {
  if (!scenario.multiplicity.parametric)
    return {
        {"Bounds at the planned events, for each alpha that a hypothesis can "
         "come to have; \"-\" where the events of a look aren't planned: "
         "bounds are then those of the events that there are."}};
  if (!raises_planned_levels(scenario))
    return {
        {"A hypothesis is rejected where it, or another, is in each "
         "intersection with it (among: the others there). Levels are "
         "Bonferroni's, the least: the correlation depends on events that "
         "aren't planned (planned_events)."}};
  if (has_several_looks(scenario))
    return {
        {"A hypothesis is rejected where it, or another, is in each "
         "intersection with it (among: the others there). Bounds are those of "
         "its own spending at that alpha, raised by the correlation over "
         "hypotheses and looks at the planned events; a trial's are those of "
         "the events that there are."}};
  return {
      {"A hypothesis is rejected where it, or another, is in each "
       "intersection with it (among: the others there). Levels are raised by "
       "the correlation of the tests at the planned events; a trial's are "
       "those of the events that there are."}};
}

}  // namespace

bool raises_planned_levels(const Scenario& scenario) {
  if (!scenario.multiplicity.parametric) return false;
  return has_several_looks(scenario)
             ? !planned_levels(scenario, initial_graph(scenario)).empty()
             : planned_correlation(scenario).has_value();
}

Report hypotheses_design(const TrialConfig& config) {
  const Scenario& scenario = config.scenario;
  Report report{head_json("design", config), {}, {}};
  report.json["alpha"] = scenario.multiplicity.alpha;
  report.document.add(Document::Heading{
      fmt::format("{}: {} hypotheses at one-sided familywise alpha {:.6g}",
                  scenario.id, scenario.hypotheses.size(),
                  scenario.multiplicity.alpha),
      "Design of "});
  report.document.add(graph_facts(scenario));
  for (std::size_t h = 0; h < scenario.hypotheses.size(); ++h) {
    const std::vector<AtLevel> levels = levels_of(scenario, h);
    Json one = hypothesis_head(scenario, scenario.hypotheses[h]);
    const Json head = one;
    one["alphas"] = Json::array();
    for (const AtLevel& at : levels) {
      Json& level = one["alphas"].emplace_back(Json{{"alpha", at.level}});
      if (at.among) level["among"] = *at.among;
      level["looks"] = looks_json(at);
      add_rows(config, head, at, report.rows);
    }
    report.json["hypotheses"].push_back(one);
    if (!levels.empty()) report.document.add(table_of(levels));
  }
  report.document.add(note_of(scenario));
  return report;
}

}  // namespace rehearse
