#include "rehearse/report/trial_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "figures.hpp"
#include "hypothesis_words.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/trial/hypothesis_view.hpp"
#include "rehearse/version.hpp"
#include "trial_looks.hpp"

namespace rehearse {
namespace {

std::string reached_text(double days) {
  return std::isfinite(days) ? fixed_text(days / days_per_month, 2)
                             : "not reached";
}

std::string yes_text(bool is) { return is ? "yes" : "no"; }

// Where a table puts what doesn't stand there in the order of the JSON.
enum TrialPlace { at_trigger, at_time, at_counts, at_test, at_estimates };

template <class Value, class Text>
ResultFigure shown_by_arm(const std::string& key, const Scenario& scenario,
                          const Value& value, const std::string& label,
                          TrialPlace place, const Text& text) {
  std::vector<Shown> rows;
  for (const std::size_t arm : printed_arms(scenario))
    rows.push_back({label + scenario.arms[arm].id, text(arm), place});
  return {std::move(rows), Json::object({{key, by_arm_json(scenario, value)}})};
}

// Of a look in this replicate, `scenario` being the trial as its analysis sees
// it. This is where a figure of it is added.
Figures look_figures(const Scenario& scenario, const LookResult& look) {
  const bool futile = stops_for_futility(scenario.analysis);
  const auto count = [](std::size_t number) {
    return fmt::format("{}", number);
  };
  const auto events = [&](std::size_t arm) { return look.events_by_arm[arm]; };
  const auto months = [&](std::size_t arm) {
    return look.median[arm] / days_per_month;
  };
  return {
      {"reached", look.reached, "Trigger occurred", yes_text(look.reached)},
      {"reject", look.reject, "Rejects", yes_text(look.reject), at_estimates},
      {"first_rejection", look.stop == Stop::efficacy},
      {"events", look.events, "Events", count(look.events), at_counts},
      shown_by_arm("events_by_arm", scenario, events, "  ", at_counts,
                   [&](std::size_t arm) { return count(events(arm)); }),
      {"participants", look.participants, "Participants",
       count(look.participants), at_time},
      {"analysis_time_months", look.analysis_time / days_per_month,
       "Analysis time [months]", reached_text(look.analysis_time), at_trigger},
      {"z", look.z + 0.0, "z", fixed_text(look.z, 4), at_test},  // no -0
      {"efficacy_z", look.efficacy_z, "Efficacy bound [z]",
       fixed_text(look.efficacy_z, 4), at_test},
      {"futility_z", look.futility_z, label_if(futile, "Futility bound [z]"),
       fixed_text(look.futility_z, 4), at_test},
      {"futility", look.futility},
      {"harm", look.harm},
      {"hazard_ratio", look.hazard_ratio, "Hazard ratio",
       fixed_text(look.hazard_ratio, 4), at_estimates},
      shown_by_arm(
          "median_months", scenario, months, "Median [months], ", at_estimates,
          [&](std::size_t arm) { return reached_text(look.median[arm]); })};
}

}  // namespace

namespace {

// What each analysis, of hypotheses each one's, came to.
struct Analysed {
  const Hypothesis* hypothesis = nullptr;  // none: the only analysis
  std::vector<std::string> names;          // of its looks
  std::vector<Figures> looks;
  bool rejected = false;
};

Figures level_figures(const LookResult& look) {
  return {{"alpha", look.level, "Alpha", fmt::format("{:.4g}", look.level),
           at_test}};
}

std::vector<Analysed> analysed(const ListedTrial& report) {
  const Scenario& scenario = report.config.scenario;
  const auto places = listed_looks(scenario);
  std::vector<Analysed> all;
  Scenario view;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const LookResult& look = report.trial.looks[i];
    const auto& [h, plan, named] = places[i];
    if (named == plan->looks.data()) {
      all.emplace_back();
      view =
          scenario.hypotheses.empty() ? scenario : hypothesis_view(scenario, h);
      if (!scenario.hypotheses.empty())
        all.back().hypothesis = &scenario.hypotheses[h];
    }
    all.back().names.push_back(named->name);
    Figures& figures = all.back().looks.emplace_back(look_figures(view, look));
    if (all.back().hypothesis != nullptr)
      std::ranges::move(level_figures(look), std::back_inserter(figures));
    all.back().rejected |= look.stop == Stop::efficacy;
  }
  return all;
}

Json rejected_json(const std::vector<Analysed>& all) {
  Json names = Json::array();
  for (const Analysed& one : all)
    if (one.rejected) names.push_back(one.hypothesis->name);
  return names;
}

void add_tables(const ListedTrial& report, Document& document) {
  for (const Analysed& one : analysed(report)) {
    std::string title = fmt::format("Replicate {}", report.replicate);
    if (one.hypothesis != nullptr) title += ", " + one.hypothesis->name;
    document.add(Document::Table{figure_rows(title, one.names, one.looks)});
  }
}

}  // namespace

Json trial_looks(const ListedTrial& report) {
  Json looks = Json::array();
  for (const Analysed& one : analysed(report))
    for (std::size_t k = 0; k < one.looks.size(); ++k) {
      Json& look = looks.emplace_back(Json::object());
      if (one.hypothesis != nullptr) look["hypothesis"] = one.hypothesis->name;
      look["name"] = one.names[k];
      look.update(object_of(one.looks[k]));
    }
  return looks;
}

Json shown_look(const ListedTrial& any) {
  const Scenario& scenario = any.config.scenario;
  const ListedLook shown = listed_looks(scenario)[any.look];
  Json facts = Json::object();
  if (!scenario.hypotheses.empty()) {
    const Hypothesis& hypothesis = scenario.hypotheses[shown.hypothesis];
    if (hypothesis.analysis.comparison.overall_survival)
      facts["endpoint"] = "OS";
    facts["hypothesis"] = hypothesis.name;
  }
  facts["look"] = shown.look->name;
  return facts;
}

// What a participant did is in the table's rows; a screen of one replicate is
// for seeing whether it is the one that was meant.
Report report_of(const ListedTrial& report, TrialTable table) {
  const Scenario& scenario = report.config.scenario;
  Json json = head_json("simulate", report.config);
  json["endpoint"] = scenario.endpoint.name;
  json["seed"] = seed_json(report.config.seed_text);
  json["replicate"] = report.replicate;
  json["looks"] = trial_looks(report);
  if (!scenario.hypotheses.empty())
    json["rejected"] = rejected_json(analysed(report));
  json.update(shown_look(report));
  json[table_name(table)] = json_of(trial_rows(report, table));
  std::vector<Json> rows{json[table_name(table)].begin(),
                         json[table_name(table)].end()};
  Document document;
  document.add(
      Document::Heading{scenario.hypotheses.empty() ? heading(scenario)
                                                    : trial_heading(scenario),
                        "A trial of "},
      Document::Medium::paper);
  add_tables(report, document);
  return {std::move(json), std::move(rows), std::move(document),
          trial_rows(report, table).header};
}

}  // namespace rehearse
