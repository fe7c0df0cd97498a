#include "hypotheses_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "assumption_facts.hpp"
#include "enrolment_figures.hpp"
#include "estimate_text.hpp"
#include "hypothesis_words.hpp"
#include "look_figures.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/design/dunnett.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/trial/hypothesis_view.hpp"
#include "rehearse/trial/words.hpp"
#include "review_report.hpp"

namespace rehearse {
namespace {

// A simulated hypothesis as it is shown: the trial as it sees it, and what it
// came to.
struct ShownHypothesis {
  const Hypothesis* hypothesis;
  Scenario view;
  const PowerEstimate* estimate;
};

std::vector<ShownHypothesis> shown(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  const auto simulated = simulated_hypotheses(scenario);
  std::vector<ShownHypothesis> all;
  for (std::size_t h = 0; h < simulated.size(); ++h)
    all.push_back({&scenario.hypotheses[simulated[h]],
                   hypothesis_view(scenario, simulated[h]),
                   &report.trial->each[h]});
  return all;
}

// ---- what holds of several together ----

struct Joint {
  std::string name;  // in JSON
  std::string words;
  Proportion probability;
};

// Any, all, what the protocol names, and each hypothesis that waits for
// another's alpha given that the other is rejected.
std::vector<Joint> joint_of(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  const auto simulated = simulated_hypotheses(scenario);
  std::vector<Joint> joint;
  for (const Success& success : joint_successes(scenario))
    joint.push_back({success.name,
                     success.name == "any"   ? "At least one"
                     : success.name == "all" ? "All"
                                             : success.name,
                     report.trial->rejected.probability([&](RejectedSet set) {
                       return succeeds(success, simulated, set);
                     })});
  return joint;
}

std::vector<Joint> conditional_of(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  const auto simulated = simulated_hypotheses(scenario);
  const auto bit = [&](std::size_t hypothesis) {
    const auto at = std::ranges::find(simulated, hypothesis);
    return at == simulated.end() ? RejectedSet{0}
                                 : RejectedSet{1} << (at - simulated.begin());
  };
  std::vector<Joint> all;
  for (const auto& [from, to, weight] : scenario.multiplicity.transitions) {
    if (bit(from) == 0 || bit(to) == 0) continue;
    const auto& names = scenario.hypotheses;
    all.push_back(
        {names[to].name + " | " + names[from].name,
         names[to].name + ", given " + names[from].name,
         report.trial->rejected.conditional(
             [&](RejectedSet set) { return (set & bit(to)) != 0; },
             [&](RejectedSet set) { return (set & bit(from)) != 0; })});
  }
  return all;
}

std::vector<std::string> names_in(const Scenario& scenario, RejectedSet set) {
  const auto simulated = simulated_hypotheses(scenario);
  std::vector<std::string> names;
  for (std::size_t h = 0; h < simulated.size(); ++h)
    if (holds(set, h)) names.push_back(scenario.hypotheses[simulated[h]].name);
  return names;
}

// ---- figures ----

std::string months_text(const MeanEstimate& days) {
  if (days.count == 0) return "-";
  return with_error(days.mean / days_per_month, days.mcse / days_per_month, 2);
}

Json months_json(const MeanEstimate& days) {
  if (days.count == 0) return estimate_json(NAN, NAN);
  return estimate_json(days.mean / days_per_month, days.mcse / days_per_month);
}

std::string level_text(const MeanEstimate& level) {
  if (level.sd < 1e-9) return fmt::format("{:.4g}", level.mean);
  return with_error(level.mean, level.mcse, 6);
}

// A hypothesis's own figures: its members of the JSON but for its looks, and a
// row of the table.
Figures hypothesis_figures(const ShownHypothesis& one, bool several_arms,
                           bool has_populations) {
  const Hypothesis& hypothesis = *one.hypothesis;
  const PowerEstimate& e = *one.estimate;
  const std::string population =
      population_text(one.view, hypothesis.analysis.comparison.population);
  return {
      {"name", hypothesis.name, "Hypothesis", hypothesis.name},
      {"endpoint", endpoint_word(hypothesis), "Endpoint",
       endpoint_word(hypothesis)},
      {"population", population, label_if(has_populations, "Population"),
       population},
      {"arm", one.view.arms[1].id, label_if(several_arms, "Arm"),
       one.view.arms[1].id},
      {"alpha", hypothesis.alpha, "Alpha",
       fmt::format("{:.4g}", hypothesis.alpha)},
      {"test", test_text(hypothesis.analysis.test, TestTimes::durations)},
      {"power", proportion_json(e.power), "Power", proportion_text(e.power)},
      {"alpha_at_last_test", estimate_json(e.level.mean, e.level.mcse),
       "Mean alpha", level_text(e.level)},
      {"rejection_months", months_json(e.rejection_time),
       "Rejected at [months]", months_text(e.rejection_time)}};
}

std::vector<Figures> figures_of(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  const auto all = shown(report);
  const bool has_populations =
      std::ranges::any_of(all, [](const ShownHypothesis& one) {
        return !one.hypothesis->analysis.comparison.population.empty();
      });
  std::vector<Figures> figures;
  for (const ShownHypothesis& one : all)
    figures.push_back(
        hypothesis_figures(one, scenario.arms.size() > 2, has_populations));
  return figures;
}

Json looks_json(const ShownHypothesis& one) {
  Json looks = Json::array();
  for (const LookEstimate& look : one.estimate->looks)
    looks.push_back(look_json(one.view, one.estimate->looks, look));
  return looks;
}

// ---- what switching does to overall survival ----

Figures switching_figures(const Scenario& scenario,
                          const SwitchingEstimate& e) {
  const std::string& name = scenario.hypotheses[e.hypothesis].name;
  const std::string word{word_of(e.switchers)};
  const double ratio = std::exp(e.log_hazard_ratio.mean);
  const bool is_truth = e.switchers == Switchers::without_switch;
  const bool is_first = e.switchers == Switchers::as_randomized;
  const auto error = [](const MeanEstimate& mean) {
    return signed_with_error(mean.mean, mean.mcse, 4);
  };
  return {{"hypothesis", name, "Hypothesis", name},
          {"analysis", word, "Switchers", word},
          {"replicates", e.replicates},
          {"geometric_mean_hazard_ratio", ratio, "Hazard ratio",
           with_error(ratio, ratio * e.log_hazard_ratio.mcse, 3)},
          {"log_hazard_ratio", mean_json(e.log_hazard_ratio)},
          {"bias", mean_json(e.bias), "Bias of its log",
           is_truth ? "-" : error(e.bias)},
          {"difference", mean_json(e.difference), "Less as randomized",
           is_first ? "-" : error(e.difference)},
          share("coverage", e.coverage, "95% interval covers")};
}

Json familywise_json(const PowerReport& report) {
  Json all = Json::array();
  for (const FamilywiseError& error : report.familywise->of) {
    Json one = {{"null", names_in(report.config.scenario, error.null)}};
    one.update(proportion_json(error.error));
    all.push_back(one);
  }
  return all;
}

Json hypotheses_json(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  const auto all = shown(report);
  Json json = head_json("power", report.config);
  json["seed"] = seed_json(report.config.seed_text);
  json["replicates"] = report.estimate.replicates;
  if (report.estimate.interrupted) json["interrupted"] = true;
  json["test"] =
      test_text(all.front().hypothesis->analysis.test, TestTimes::durations);
  json["power"] = proportion_json(report.estimate.power);
  json["looks"] = looks_json(all.front());
  const auto figures = figures_of(report);
  for (std::size_t h = 0; h < all.size(); ++h) {
    Json one = object_of(figures[h]);
    one["looks"] = looks_json(all[h]);
    json["hypotheses"].push_back(one);
  }
  for (const Joint& joint : joint_of(report))
    json["joint"][joint.name] = proportion_json(joint.probability);
  for (const Joint& one : conditional_of(report))
    json["conditional"][one.name] = proportion_json(one.probability);
  json["duration_months"] = months_json(report.trial->end);
  if (report.enrolment) json["enrolment"] = enrolment_json(*report.enrolment);
  if (report.familywise) json["familywise_error"] = familywise_json(report);
  for (const SwitchingEstimate& e : report.trial->switching)
    json["switching"].push_back(object_of(switching_figures(scenario, e)));
  if (report.calibration)
    json["calibration"] = calibration_json(*report.calibration);
  json["external"] = Json::array();
  for (const Hypothesis& hypothesis : scenario.hypotheses)
    if (hypothesis.endpoint == HypothesisEndpoint::external)
      json["external"].push_back(hypothesis.name);
  collapse_nulls(json);
  return json;
}

// ---- CSV: a row for each look of each hypothesis ----

std::vector<Json> hypothesis_rows(const PowerReport& report) {
  std::vector<Json> rows;
  const auto all = shown(report);
  const auto figures = figures_of(report);
  for (std::size_t h = 0; h < all.size(); ++h)
    for (Json look : looks_json(all[h])) {
      Json& row =
          rows.emplace_back(Json{{"trial", report.config.scenario.id},
                                 {"config_sha256", report.config.sha256},
                                 {"seed", report.config.seed_text},
                                 {"replicates", report.estimate.replicates}});
      Json of = object_of(figures[h]);
      row["hypothesis"] = of["name"];
      of.erase("name");
      row.update(of);
      row["look"] = look["name"];
      // By role: another hypothesis may have other arms.
      for (const char* key : {"events_by_arm", "median_months"}) {
        for (std::size_t arm = 0; arm < arm_count; ++arm)
          row[fmt::format("{}_{}", key, word_of(static_cast<Role>(arm)))] =
              look[key][all[h].view.arms[arm].id];
        look.erase(key);
      }
      look.erase("name");
      row.update(look);
    }
  return rows;
}

// ---- the document ----

TextTable joint_table(const std::vector<Joint>& joint, const char* title) {
  std::vector<Figures> items;
  for (const Joint& one : joint)
    items.push_back(
        {{"", {}, title, one.words},
         {"", {}, "Probability", proportion_text(one.probability)}});
  return figure_columns(items);
}

TextTable familywise_table(const PowerReport& report) {
  std::vector<Figures> items;
  for (const FamilywiseError& one : report.familywise->of)
    items.push_back(
        {{"",
          {},
          "True null hypotheses",
          fmt::format(
              "{}",
              fmt::join(names_in(report.config.scenario, one.null), ", "))},
         {"", {}, "Familywise error", proportion_text(one.error)}});
  return figure_columns(items);
}

TextTable look_table(const ShownHypothesis& one) {
  std::vector<std::string> names;
  std::vector<Figures> items;
  for (const LookEstimate& look : one.estimate->looks) {
    names.push_back(look.name);
    items.push_back(look_figures(one.view, one.estimate->looks, look));
  }
  return figure_rows(one.hypothesis->name, names, items);
}

void add_hypothesis_tables(const PowerReport& report, Document& document) {
  using Table = Document::Table;
  document.add(Table{figure_columns(figures_of(report))});
  std::vector<Joint> joint = joint_of(report);
  std::ranges::move(conditional_of(report), std::back_inserter(joint));
  document.add(Table{joint_table(joint, "Rejected")});
  if (report.familywise) document.add(Table{familywise_table(report)});
  std::vector<Figures> switching;
  for (const SwitchingEstimate& e : report.trial->switching)
    switching.push_back(switching_figures(report.config.scenario, e));
  if (!switching.empty()) document.add(Table{figure_columns(switching)});
  for (const ShownHypothesis& one : shown(report))
    document.add(Table{look_table(one)});
}

Document hypotheses_document(const PowerReport& report) {
  const PowerEstimate& estimate = report.estimate;
  const Scenario& scenario = report.config.scenario;
  Document document;
  document.add(Document::Heading{trial_heading(scenario), "Power of "});
  document.add(assumption_facts(scenario, report.calibration.has_value()));
  if (estimate.interrupted)
    document.add(Document::Answer{fmt::format(
        "INTERRUPTED after {} of {} replicates: not the whole run.",
        grouped_text(estimate.replicates), grouped_text(scenario.replicates))});
  add_hypothesis_tables(report, document);
  document.add(Document::Note{
      {"Power: rejected by the graph, at whatever alpha it has by then. Mean "
       "alpha: at its last test. Looks: mean (5%–95% quantiles) of the "
       "replicates that reached the look; bounds planned at the alpha it "
       "begins with, or the "
       "greatest it can come to have; "
       "hazard ratio: geometric mean; medians: median (NR not reached). ± is "
       "the Monte Carlo standard error."}});
  if (scenario.multiplicity.parametric)
    document.add(Document::Note{
        {"Tested in all intersections, with levels raised by the correlation "
         "of tests of one endpoint at the events that there are; planned "
         "bounds are those before they are raised."}});
  if (!report.trial->switching.empty())
    document.add(Document::Note{
        {"Switchers: what overall survival is taken for of those who switch, "
         "at the last look; bias against the same participants had nobody "
         "switched, whose mean the intervals are to cover."}});
  if (report.familywise)
    document.add(Document::Note{
        {"Familywise error: P(a true null hypothesis is rejected), the others "
         "being rejected as soon as they have alpha, which is the worst; "
         "nothing stops for futility that isn't binding."}});
  Document::Facts facts;
  facts.facts.push_back(
      {"Ends", months_text(report.trial->end) + " months, all decided"});
  if (report.enrolment)
    facts.facts.push_back({"Enrolment", enrolment_text(*report.enrolment)});
  facts.facts.push_back(
      {"Run",
       fmt::format("seed {}, {} replicates, config {}", report.config.seed_text,
                   grouped_text(estimate.replicates),
                   report.config.sha256.substr(0, 12))});
  document.add(std::move(facts));
  return document;
}

}  // namespace

Report hypotheses_report(const PowerReport& report) {
  return {hypotheses_json(report), hypothesis_rows(report),
          hypotheses_document(report)};
}

}  // namespace rehearse
