#include "rehearse/report/compare_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "estimate_text.hpp"
#include "look_figures.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/trial/hypothesis_view.hpp"

namespace rehearse {
namespace {

// ---- figures of a test ----

std::optional<Proportion> power_of(const std::optional<PowerEstimate>& one) {
  return one ? std::optional{one->power} : std::nullopt;
}

std::optional<Proportion> power_difference_of(const ComparedTest& test) {
  return test.difference ? std::optional{test.difference->power} : std::nullopt;
}

// ---- what a test is of ----

bool has_hypotheses(const CompareReport& report) {
  return !report.a.config.scenario.hypotheses.empty() ||
         !report.b.config.scenario.hypotheses.empty();
}

// The trial, or how a hypothesis sees it; nothing for what holds of several
// hypotheses, which has no looks.
std::optional<Scenario> view_of(const ComparedConfig& one, std::size_t place) {
  const Scenario& scenario = one.config.scenario;
  if (scenario.hypotheses.empty()) return scenario;
  const auto simulated = simulated_hypotheses(scenario);
  if (place >= simulated.size()) return std::nullopt;
  return hypothesis_view(scenario, simulated[place]);
}

// A test that is in either config, and its view there.
struct ComparedViews {
  const ComparedTest& test;
  std::optional<Scenario> a{};
  std::optional<Scenario> b{};
};

// Whose looks are shown: the trial's own test, or every hypothesis.
std::vector<ComparedViews> with_looks(const CompareReport& report) {
  std::vector<ComparedViews> all;
  for (const ComparedTest& test : report.tests) {
    ComparedViews views{test};
    if (test.a) views.a = view_of(report.a, test.place_in_a);
    if (test.b) views.b = view_of(report.b, test.place_in_b);
    if (views.a || views.b) all.push_back(std::move(views));
    if (!has_hypotheses(report)) break;
  }
  return all;
}

// What holds of several hypotheses together, whose time is the trial's end.
const ComparedTest* joint_test(const CompareReport& report) {
  if (!has_hypotheses(report)) return nullptr;
  for (const ComparedTest& test : report.tests)
    if (test.a && !view_of(report.a, test.place_in_a)) return &test;
  return nullptr;
}

Json time_json(const MeanEstimate& days) {
  return estimate_json(days.mean / days_per_month, days.mcse / days_per_month);
}

// Of what a joint hypothesis hasn't the mean is NaN, which JSON has as null.
Json expected_json(const std::optional<PowerEstimate>& estimate) {
  if (!estimate) return nullptr;
  const auto mean = [](const Distribution& d, double unit) {
    return estimate_json(d.mean / unit, d.mcse / unit);
  };
  return {{"events", mean(estimate->stopping_events, 1.0)},
          {"participants", mean(estimate->stopping_participants, 1.0)},
          {"duration_months", mean(estimate->stopping_time, days_per_month)}};
}

Json test_json(const ComparedTest& test) {
  const auto& difference = test.difference;
  return {{"name", test.name},
          {"power",
           {{"a", proportion_json(power_of(test.a))},
            {"b", proportion_json(power_of(test.b))},
            {"difference", proportion_json(power_difference_of(test))}}},
          {"expected",
           {{"a", expected_json(test.a)}, {"b", expected_json(test.b)}}},
          {"z_difference",
           difference ? estimate_json(difference->z.mean, difference->z.mcse)
                      : Json()},
          {"last_look_months_difference",
           difference ? time_json(difference->analysis_time) : Json()}};
}

// ---- JSON and CSV ----

Json config_json(const ComparedConfig& one) {
  return {{"config", one.name},
          {"trial", one.config.scenario.id},
          {"config_sha256", one.config.sha256},
          {"analytic_power", optional_json(one.analytic.power)}};
}

Json differs_json(const std::vector<KeyDifference>& differs) {
  Json json = Json::array();
  for (const KeyDifference& one : differs)
    json.push_back({{"key", one.key},
                    {"a", optional_json(one.a)},
                    {"b", optional_json(one.b)}});
  return json;
}

Json looks_json(const std::optional<Scenario>& view,
                const std::optional<PowerEstimate>& estimate) {
  Json looks = Json::array();
  if (estimate && view)
    for (const LookEstimate& look : estimate->looks)
      looks.push_back(look_json(*view, estimate->looks, look));
  return looks;
}

Json looks_json(const ComparedViews& views) {
  return {{"a", looks_json(views.a, views.test.a)},
          {"b", looks_json(views.b, views.test.b)}};
}

// When the last hypothesis is decided.
Json end_json(const ComparedTest& joint) {
  const auto end = [](const std::optional<PowerEstimate>& one) {
    return one ? estimate_json(one->stopping_time.mean / days_per_month,
                               one->stopping_time.mcse / days_per_month)
               : Json();
  };
  return {
      {"a", end(joint.a)},
      {"b", end(joint.b)},
      {"difference",
       joint.difference ? time_json(joint.difference->analysis_time) : Json()}};
}

Json json_of(const CompareReport& report) {
  const ComparedTest& first = report.tests.front();
  Json json{{"command", "compare"},
            {"version", REHEARSE_VERSION},
            {"a", config_json(report.a)},
            {"b", config_json(report.b)},
            {"seed", seed_json(report.a.config.seed_text)},
            {"replicates", first.a->replicates},
            {"differs", differs_json(report.differs)}};
  json.update(test_json(first));
  json.erase("name");
  json["test"] = first.name;
  if (const ComparedTest* joint = joint_test(report))
    json["end_months"] = end_json(*joint);
  const auto views = with_looks(report);
  json["looks"] = looks_json(views.front());
  for (std::size_t t = 1; t < report.tests.size(); ++t) {
    Json& also = json["also"];
    also.push_back(test_json(report.tests[t]));
    for (const ComparedViews& one : views)
      if (&one.test == &report.tests[t]) also.back()["looks"] = looks_json(one);
  }
  collapse_nulls(json);
  return json;
}

std::vector<Json> rows_of(const CompareReport& report) {
  std::vector<Json> rows;
  for (const ComparedTest& test : report.tests) {
    Json row = test_json(test);
    Json& power = row["power"];
    rows.push_back({{"test", row["name"]},
                    {"seed", report.a.config.seed_text},
                    {"replicates", report.tests.front().a->replicates},
                    {"a_config_sha256", report.a.config.sha256},
                    {"b_config_sha256", report.b.config.sha256},
                    {"a_power", std::move(power["a"])},
                    {"b_power", std::move(power["b"])},
                    {"difference", std::move(power["difference"])}});
  }
  return rows;
}

// ---- the document ----

std::string text_or_none(const std::optional<std::string>& text) {
  return text ? *text : "not stated";
}

TextTable differs_table(const CompareReport& report) {
  TextTable table{{"What differs", "A", "B"}, {}};
  for (const KeyDifference& one : report.differs)
    table.rows.push_back({one.key, text_or_none(one.a), text_or_none(one.b)});
  return table;
}

std::string share_text(const std::optional<Proportion>& p) {
  return p ? proportion_text(*p) : no_figure;
}

std::string mean_text(const std::optional<PowerEstimate>& estimate,
                      Distribution PowerEstimate::*what, double unit) {
  return estimate ? expected_text((*estimate).*what, unit) : no_figure;
}

std::string last_look_text(const std::optional<PowerEstimate>& estimate) {
  return estimate && !estimate->looks.empty()
             ? expected_text(estimate->looks.back().analysis_time,
                             days_per_month)
             : no_figure;
}

std::string theory_text(const AnalyticPower& analytic) {
  return analytic.power ? fixed_text(*analytic.power, 4) : no_figure;
}

// Of a hypothesis by its name, where there are any.
std::string label_of(const std::string& figure, const ComparedTest& test,
                     bool several) {
  return several ? figure + ", " + test.name : figure;
}

void add_expected(const ComparedTest& test, bool several, TextTable& table) {
  const auto add = [&](const std::string& label, auto what, double unit) {
    table.rows.push_back({label, mean_text(test.a, what, unit),
                          mean_text(test.b, what, unit), ""});
  };
  add(label_of("Expected events", test, several),
      &PowerEstimate::stopping_events, 1.0);
  add("  participants", &PowerEstimate::stopping_participants, 1.0);
  add("  duration [months]", &PowerEstimate::stopping_time, days_per_month);
  if (!test.difference) return;
  const MeanEstimate& days = test.difference->analysis_time;
  table.rows.push_back({several ? "  last look, if reached [months]"
                                : "Last look, if reached [months]",
                        last_look_text(test.a), last_look_text(test.b),
                        signed_with_error(days.mean / days_per_month,
                                          days.mcse / days_per_month, 2)});
}

void add_end(const ComparedTest& joint, TextTable& table) {
  std::string difference = no_figure;
  if (joint.difference) {
    const MeanEstimate& days = joint.difference->analysis_time;
    difference = signed_with_error(days.mean / days_per_month,
                                   days.mcse / days_per_month, 2);
  }
  const auto end = [&](const std::optional<PowerEstimate>& one) {
    return mean_text(one, &PowerEstimate::stopping_time, days_per_month);
  };
  table.rows.push_back(
      {"The trial ends [months]", end(joint.a), end(joint.b), difference});
}

TextTable power_table(const CompareReport& report) {
  TextTable table{{"Trial", "A", "B", "B less A"}, {}};
  const bool several = report.tests.size() > 1;
  for (const ComparedTest& test : report.tests) {
    const auto difference = power_difference_of(test);
    table.rows.push_back(
        {label_of("Power", test, several), share_text(power_of(test.a)),
         share_text(power_of(test.b)),
         difference ? difference_text(*difference) : no_figure});
  }
  if (report.a.analytic.power || report.b.analytic.power)
    table.rows.push_back({"  by theory", theory_text(report.a.analytic),
                          theory_text(report.b.analytic), ""});
  if (const ComparedTest* joint = joint_test(report)) add_end(*joint, table);
  for (const ComparedViews& one : with_looks(report))
    add_expected(one.test, has_hypotheses(report), table);
  return table;
}

const LookEstimate* look_named(const std::optional<PowerEstimate>& estimate,
                               const std::string& name) {
  if (!estimate) return nullptr;
  const auto at = std::ranges::find(estimate->looks, name, &LookEstimate::name);
  return at == estimate->looks.end() ? nullptr : &*at;
}

// Its label and text for each figure of a look; nothing where there is none.
std::vector<std::vector<std::string>> look_rows(
    const std::optional<Scenario>& view,
    const std::optional<PowerEstimate>& estimate, const std::string& name) {
  const LookEstimate* look = look_named(estimate, name);
  if (look == nullptr || !view) return {};
  return figure_rows("", {""}, {look_figures(*view, estimate->looks, *look)})
      .rows;
}

// What only one of them says stands beside nothing.
TextTable look_table(const ComparedViews& views, const std::string& name,
                     bool several) {
  const std::string of = several ? views.test.name + ", " : "";
  TextTable table{{"At " + of + name, "A", "B"}, {}};
  for (auto& row : look_rows(views.a, views.test.a, name))
    table.rows.push_back({row[0], row[1], no_figure});
  auto next = table.rows.begin();
  for (auto& row : look_rows(views.b, views.test.b, name)) {
    const auto same = std::ranges::find_if(
        table.rows, [&](const auto& known) { return known[0] == row[0]; });
    if (same != table.rows.end()) {
      (*same)[2] = row[1];
      next = same + 1;
    } else {
      next = table.rows.insert(next, {row[0], no_figure, row[1]}) + 1;
    }
  }
  return table;
}

// In the order in which they are expected.
std::vector<std::string> look_names(const ComparedTest& test) {
  std::vector<std::pair<double, std::string>> looks;
  for (const auto* estimate : {&test.a, &test.b})
    if (*estimate)
      for (const LookEstimate& look : (*estimate)->looks)
        if (std::ranges::count(looks, look.name,
                               &std::pair<double, std::string>::second) == 0)
          looks.emplace_back(look.analysis_time.mean, look.name);
  std::ranges::stable_sort(looks, {}, [](const auto& one) {
    return std::isnan(one.first) ? HUGE_VAL : one.first;
  });
  std::vector<std::string> names;
  for (auto& [time, name] : looks) names.push_back(std::move(name));
  return names;
}

Document::Facts facts_of(const CompareReport& report) {
  Document::Facts facts;
  const auto add = [&](const char* name, const ComparedConfig& one) {
    facts.facts.push_back({name, fmt::format("`{}`, {}, config {}", one.name,
                                             heading(one.config.scenario),
                                             one.config.sha256.substr(0, 12))});
  };
  add("A", report.a);
  add("B", report.b);
  facts.facts.push_back(
      {"Run",
       fmt::format("seed {}, {} replicates of each", report.a.config.seed_text,
                   grouped_text(report.tests.front().a->replicates))});
  return facts;
}

Document document_of(const CompareReport& report) {
  using Table = Document::Table;
  Document document;
  const ComparedTest& first = report.tests.front();
  document.add(
      Document::Heading{fmt::format("{} and {}", report.a.name, report.b.name),
                        "Comparison of "});
  if (report.differs.empty())
    document.add(Document::Answer{"The configs state the same."});
  else if (const auto difference = power_difference_of(first))
    document.add(Document::Answer{
        fmt::format("Power{} of B less that of A: {}",
                    has_hypotheses(report) ? " for " + first.name : "",
                    difference_text(*difference)),
        fmt::format("(95% interval {} to {})",
                    signed_text(difference->ci95[0], 4),
                    signed_text(difference->ci95[1], 4))});
  document.add(Table{differs_table(report), "", Document::Columns::words});
  document.add(Table{power_table(report)});
  for (const ComparedViews& one : with_looks(report))
    for (const std::string& name : look_names(one.test))
      document.add(Table{look_table(one, name, has_hypotheses(report))});
  document.add(Document::Note{
      {"Differences are of the same replicates, on the same random numbers. "
       "± is the Monte Carlo standard error; in brackets the 5% and 95% "
       "quantiles."}});
  document.add(facts_of(report));
  return document;
}

}  // namespace

Report report_of(const CompareReport& report) {
  return {json_of(report), rows_of(report), document_of(report)};
}

}  // namespace rehearse
