#include "rehearse/report/power_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "assumption_facts.hpp"
#include "enrolment_figures.hpp"
#include "estimate_text.hpp"
#include "hypotheses_report.hpp"
#include "look_figures.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/trial/words.hpp"
#include "review_report.hpp"
#include "theory_text.hpp"

namespace rehearse {
namespace {

// Everything that was analysed of the same replicates is set alike: one list of
// analyses feeds JSON, CSV and the tables.
//
// What is analysed of the replicates: the report's own test, a further one,
// or another endpoint.
struct Analysis {
  SurvivalTest test;
  const PowerEstimate* estimate;
  AnalyticPower analytic;
  std::optional<StratumLevels> levels = {};  // where these may be wrong
  Json endpoint = Json::object();  // reader and rules, where scans are reviewed
};

Json expected_json(const PowerEstimate& estimate) {
  return {
      {"events", estimate.stopping_events.mean},
      {"participants", estimate.stopping_participants.mean},
      {"duration_months", estimate.stopping_time.mean / days_per_month},
      {"events_mcse", estimate.stopping_events.mcse},
      {"participants_mcse", estimate.stopping_participants.mcse},
      {"duration_months_mcse", estimate.stopping_time.mcse / days_per_month}};
}

// An array, not members of the looks: theory may know fewer of them than were
// simulated.
Json by_look(const std::vector<StoppingAtLook>& looks,
             double StoppingAtLook::*why) {
  Json json = Json::array();
  for (const StoppingAtLook& look : looks) json.push_back(look.*why);
  return json;
}

Json analytic_json(const AnalyticPower& analytic) {
  Json times = Json::array();
  for (const double days : analytic.look_time)
    times.push_back(days / days_per_month);
  const auto& schoenfeld = analytic.schoenfeld_stopping;
  return {
      {"schoenfeld_power", optional_json(analytic.schoenfeld_power)},
      {"power", optional_json(analytic.power)},
      {"schoenfeld_reject", by_look(schoenfeld, &StoppingAtLook::reject)},
      {"reject", by_look(analytic.stopping, &StoppingAtLook::reject)},
      {"stop_futility", by_look(analytic.stopping, &StoppingAtLook::futility)},
      {"stop_harm", by_look(analytic.stopping, &StoppingAtLook::harm)},
      {"efficacy_z", analytic.efficacy_z},
      {"analysis_time_months", times},
      {"approximation", analytic.approximation}};
}

Json looks_json(const Scenario& scenario, const PowerEstimate& estimate) {
  Json looks = Json::array();
  for (const LookEstimate& look : estimate.looks)
    looks.push_back(look_json(scenario, estimate.looks, look));
  return looks;
}

// Of a further test on the same replicates.
Json test_json(const Scenario& scenario, const Analysis& analysis) {
  std::vector<std::string> keys{"name", "efficacy_z"};
  for (const char* share :
       {"reject", "cumulative_reject", "stop_futility", "stop_harm"})
    for (const char* part : {"", "_mcse", "_ci95"})
      keys.push_back(std::string{share} + part);
  keys.emplace_back("z");
  Json looks = Json::array();
  for (const Json& look : looks_json(scenario, *analysis.estimate))
    looks.push_back(picked(look, keys));
  return {{"test", test_text(analysis.test, TestTimes::durations)},
          {"power", proportion_json(analysis.estimate->power)},
          {"difference", proportion_json(analysis.estimate->difference)},
          {"looks", looks},
          {"expected", expected_json(*analysis.estimate)},
          {"analytic", analytic_json(analysis.analytic)}};
}

Json levels_json(const Scenario& scenario, const Analysis& analysis) {
  Json json = test_json(scenario, analysis);
  json["strata"] = word_of(*analysis.levels);
  return json;
}

std::vector<Analysis> tests_of(const PowerReport& report) {
  const AnalysisPlan& plan = report.config.scenario.analysis;
  std::vector<Analysis> all{{plan.test, &report.estimate, report.analytic}};
  for (std::size_t i = 0; i < report.also_tests.size(); ++i)
    all.push_back(
        {plan.also_tests[i], &report.also_tests[i], report.also_analytic[i]});
  if (!report.other_levels) return all;
  for (Analysis& test : all) test.levels = plan.levels;
  all.push_back({plan.test,
                 &*report.other_levels,
                 {},
                 other_levels(report.config.scenario)});
  return all;
}

// Those of the first analysis go without saying.
std::string test_name(const Analysis& analysis, const Analysis& first) {
  std::string name = test_text(analysis.test, TestTimes::durations);
  if (analysis.levels == first.levels) return name;
  return fmt::format("{}, {} strata", name, word_of(*analysis.levels));
}

// In the order of the rows of CSV. Theory has no readers and no rules: other
// endpoints have no power by a formula.
std::vector<Analysis> analyses_of(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  std::vector<Analysis> all = tests_of(report);
  if (!scenario.review) return all;
  const auto endpoint = [](Reviewer reviewer, const std::string& rules) {
    return Json{{"reader", reader_key(reviewer)}, {"rules", rules}};
  };
  for (Analysis& test : all)
    test.endpoint =
        endpoint(scenario.review->primary, scenario.review->rules.name);
  for (const auto& [estimate, reviewer, rules] : other_endpoints(report))
    all.push_back({scenario.analysis.test,
                   estimate,
                   {},
                   all.front().levels,
                   endpoint(reviewer, rules)});
  return all;
}

Json json_of(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  const PowerEstimate& estimate = report.estimate;
  Json json = head_json("power", report.config);
  json["seed"] = seed_json(report.config.seed_text);
  json["replicates"] = estimate.replicates;
  if (estimate.interrupted) json["interrupted"] = true;
  json["endpoint"] = scenario.endpoint.name;
  json["test"] = test_text(scenario.analysis.test, TestTimes::durations);
  json["power"] = proportion_json(estimate.power);
  json["looks"] = looks_json(scenario, estimate);
  json["expected"] = expected_json(estimate);
  if (report.enrolment) json["enrolment"] = enrolment_json(*report.enrolment);
  json["estimation"] =
      object_of(estimation_figures(scenario, estimate.estimation));
  json["analytic"] = analytic_json(report.analytic);
  const auto tests = tests_of(report);
  for (std::size_t i = 1; i < tests.size(); ++i)
    if (tests[i].levels == tests[0].levels)
      json["also_tests"].push_back(test_json(scenario, tests[i]));
    else
      json["other_strata"] = levels_json(scenario, tests[i]);
  if (report.calibration)
    json["calibration"] = calibration_json(*report.calibration);
  if (scenario.review) json["review"] = review_json(report);
  collapse_nulls(json);
  return json;
}

// ---- CSV: a row for each look of each analysis ----

// What is the same for all looks of an analysis is repeated in each row, so
// that any row, and any selection of them, says where it is from.
Json run_columns(const PowerReport& report, const Analysis& analysis) {
  const bool is_first = analysis.estimate == &report.estimate;
  return {
      {"trial", report.config.scenario.id},
      {"config_sha256", report.config.sha256},
      {"seed", report.config.seed_text},
      {"replicates", analysis.estimate->replicates},
      {"power", proportion_json(analysis.estimate->power)},
      {"schoenfeld_power", optional_json(analysis.analytic.schoenfeld_power)},
      {"analytic_power", optional_json(analysis.analytic.power)},
      {"test", test_text(analysis.test, TestTimes::durations)},
      {"difference",
       proportion_json(is_first
                           ? std::nullopt
                           : std::optional{analysis.estimate->difference})}};
}

void add_estimation_columns(const Json& estimation, const std::string& prefix,
                            Json& row) {
  row[prefix + "log_hazard_ratio"] = estimation["log_hazard_ratio"];
  row[prefix + "se_mean"] = estimation["se"]["mean"];
  for (const char* key : {"coverage", "coverage_mcse", "coverage_ci95"})
    row[prefix + key] = estimation[key];
}

// The look's members under their own names, but for what the columns of the
// first version, which programs read, call otherwise or put elsewhere.
void add_look_columns(const Json& look, Json& row) {
  for (const auto& [key, value] : look.items()) {
    if (key == "name") row["look"] = value;
    if (key == "stop_harm") row["harm_z"] = look["harm_z"];
    if (key == "events_by_arm")
      for (const auto& [arm, events] : value.items())
        row["events_" + arm] = events;
    else if (key != "name" && key != "harm_z" &&
             !key.starts_with("hazard_ratio_at_") &&
             !key.starts_with("estimation"))
      row[key] = value;
  }
  add_estimation_columns(look["estimation"], "", row);
  add_estimation_columns(look["estimation_if_last"], "if_last_", row);
}

std::vector<Json> power_rows(const PowerReport& report) {
  std::vector<Json> rows;
  for (const Analysis& analysis : analyses_of(report))
    for (const Json& look :
         looks_json(report.config.scenario, *analysis.estimate)) {
      Json& row = rows.emplace_back(run_columns(report, analysis));
      add_look_columns(look, row);
      row.update(analysis.endpoint);
      if (analysis.levels) row["strata"] = word_of(*analysis.levels);
    }
  return rows;
}

// ---- the document ----

// The interval stands behind it, so that near 0 and 1 it need not stand twice.
std::string power_text(const Proportion& power) {
  return is_at_boundary(power) ? proportion_value(power)
                               : proportion_text(power);
}

Document::Facts run_facts(const PowerReport& report, const char* expected) {
  const PowerEstimate& estimate = report.estimate;
  Document::Facts facts;
  const std::string theory = theory_line(report);
  if (!theory.empty()) facts.facts.push_back({"Theory", theory});
  facts.facts.push_back(
      {expected,
       fmt::format("{} events, {} participants, {} months",
                   expected_text(estimate.stopping_events, 1.0),
                   expected_text(estimate.stopping_participants, 1.0),
                   expected_text(estimate.stopping_time, days_per_month))});
  if (report.enrolment)
    facts.facts.push_back({"Enrolment", enrolment_text(*report.enrolment)});
  facts.facts.push_back(
      {"Run",
       fmt::format("seed {}, {} replicates, config {}", report.config.seed_text,
                   grouped_text(estimate.replicates),
                   report.config.sha256.substr(0, 12))});
  return facts;
}

// The looks as columns.
template <class OfLook>
TextTable look_table(const PowerReport& report, const char* title,
                     const OfLook& figures_of) {
  std::vector<std::string> names;
  std::vector<Figures> items;
  for (const LookEstimate& look : report.estimate.looks) {
    names.push_back(look.name);
    items.push_back(figures_of(look));
  }
  return figure_rows(title, names, items);
}

TextTable test_table(const PowerReport& report) {
  std::vector<Figures> items;
  const auto tests = tests_of(report);
  for (const Analysis& test : tests) {
    const auto& [name, estimate, analytic, levels, endpoint] = test;
    items.push_back(
        {{"", {}, "Test", test_name(test, tests.front())},
         {"", {}, "Power", proportion_text(estimate->power)},
         {"",
          {},
          "Less the first's",
          items.empty() ? "" : difference_text(estimate->difference)},
         {"",
          {},
          "Theory",
          analytic.power ? theory_text(report, estimate->power, *analytic.power)
                         : "-"}});
  }
  return figure_columns(items);
}

void add_tables(const PowerReport& report, Document& document) {
  const Scenario& scenario = report.config.scenario;
  const auto& looks = report.estimate.looks;
  using Table = Document::Table;
  document.add(Table{
      look_table(report, "Look: mean (5%–95%)", [&](const LookEstimate& look) {
        return look_figures(scenario, looks, look);
      })});
  if (!report.also_tests.empty() || report.other_levels)
    document.add(Table{test_table(report)});
  // A terminal's screen has no room for it.
  document.add(Table{look_table(report, "Log hazard ratio",
                                [&](const LookEstimate& look) {
                                  Figures all = estimation_figures(
                                      scenario, look.estimation);
                                  std::ranges::move(
                                      estimation_figures(
                                          scenario, look.estimation_if_last,
                                          Replicates::ended),
                                      std::back_inserter(all));
                                  return all;
                                })},
               Document::Medium::paper);
}

Document document_of(const PowerReport& report) {
  const PowerEstimate& estimate = report.estimate;
  const Scenario& scenario = report.config.scenario;
  Document document;
  document.add(Document::Heading{heading(scenario), "Power of "});
  document.add(assumption_facts(scenario, report.calibration.has_value()));
  if (estimate.interrupted)
    document.add(Document::Answer{fmt::format(
        "INTERRUPTED after {} of {} replicates: not the whole run.",
        grouped_text(estimate.replicates), grouped_text(scenario.replicates))});
  document.add(
      Document::Answer{"Power " + power_text(estimate.power),
                       fmt::format("(95% interval {}; ± is the standard error)",
                                   interval_text(estimate.power))});
  add_tables(report, document);
  if (scenario.review && !estimate.reviews.empty())
    add_review(report, document);
  // A terminal's screen has no room for it: what it must say stands above.
  document.add(
      Document::Note{
          {"Mean (5%–95% quantiles) of the replicates that reached the look; "
           "hazard ratio: geometric mean; medians: median (NR not reached). ± "
           "is the Monte Carlo standard error."}},
      Document::Medium::paper);
  document.add(run_facts(report, "Expected"), Document::Medium::terminal);
  document.add(run_facts(report, "Expected when the trial stops"),
               Document::Medium::paper);
  return document;
}

}  // namespace

Report report_of(const PowerReport& report) {
  if (report.trial) return hypotheses_report(report);
  return {json_of(report), power_rows(report), document_of(report)};
}

void take_estimates(std::vector<PowerEstimate> estimates, PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  auto next = estimates.begin();
  const auto take = [&next] { return std::move(*next++); };
  report.estimate = take();
  for (std::size_t i = 0; i < scenario.analysis.also_tests.size(); ++i)
    report.also_tests.push_back(take());
  if (scenario.review) {
    for (std::size_t i = 0; i < scenario.review->also_rules.size(); ++i)
      report.also_rules.push_back(take());
    if (scenario.review->readers == Readers::two) report.other_reader = take();
  }
  if (other_levels(scenario)) report.other_levels = take();
}

}  // namespace rehearse
