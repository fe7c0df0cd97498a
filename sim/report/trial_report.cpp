#include "rehearse/report/trial_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "figures.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/version.hpp"
#include "trial_looks.hpp"

namespace rehearse {
namespace {

std::string months_text(double days) {
  return std::isfinite(days) ? fixed_text(days / days_per_month, 2)
                             : "not reached";
}

std::string yes_text(bool is) { return is ? "yes" : "no"; }

// Where a table puts what doesn't stand there in the order of the JSON.
enum Place { of_trigger, of_time, of_counts, of_test, of_estimates };

template <class Value, class Text>
ResultFigure of_arms(const std::string& key, const Scenario& scenario,
                     const Value& value, const std::string& label, Place place,
                     const Text& text) {
  std::vector<Shown> rows;
  for (const std::size_t arm : printed_arms(scenario))
    rows.push_back({label + scenario.arms[arm].id, text(arm), place});
  return {std::move(rows), Json::object({{key, by_arm_json(scenario, value)}})};
}

// Of a look in this replicate. This is where a figure of it is added.
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
      {"reject", look.reject, "Rejects", yes_text(look.reject), of_estimates},
      {"first_rejection", look.stop == Stop::efficacy},
      {"events", look.events, "Events", count(look.events), of_counts},
      of_arms("events_by_arm", scenario, events, "  ", of_counts,
              [&](std::size_t arm) { return count(events(arm)); }),
      {"participants", look.participants, "Participants",
       count(look.participants), of_time},
      {"analysis_time_months", look.analysis_time / days_per_month,
       "Analysis time [months]", months_text(look.analysis_time), of_trigger},
      {"z", look.z + 0.0, "z", fixed_text(look.z, 4), of_test},  // no -0
      {"efficacy_z", look.efficacy_z, "Efficacy bound [z]",
       fixed_text(look.efficacy_z, 4), of_test},
      {"futility_z", look.futility_z, label_if(futile, "Futility bound [z]"),
       fixed_text(look.futility_z, 4), of_test},
      {"futility", look.futility},
      {"harm", look.harm},
      {"hazard_ratio", look.hazard_ratio, "Hazard ratio",
       fixed_text(look.hazard_ratio, 4), of_estimates},
      of_arms("median_months", scenario, months, "Median [months], ",
              of_estimates,
              [&](std::size_t arm) { return months_text(look.median[arm]); })};
}

}  // namespace

nlohmann::ordered_json trial_looks(const ListedTrial& report) {
  const Scenario& scenario = report.config.scenario;
  Json looks = Json::array();
  for (std::size_t i = 0; i < report.trial.looks.size(); ++i) {
    Json& look =
        looks.emplace_back(Json{{"name", scenario.analysis.looks[i].name}});
    look.update(object_of(look_figures(scenario, report.trial.looks[i])));
  }
  return looks;
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
  json["look"] = scenario.analysis.looks[report.look].name;
  json[table_name(table)] = json_of(trial_rows(report, table));
  std::vector<Json> rows{json[table_name(table)].begin(),
                         json[table_name(table)].end()};
  std::vector<std::string> names;
  std::vector<Figures> looks;
  for (std::size_t i = 0; i < report.trial.looks.size(); ++i) {
    names.push_back(scenario.analysis.looks[i].name);
    looks.push_back(look_figures(scenario, report.trial.looks[i]));
  }
  Document document;
  document.add(Document::Heading{heading(scenario), "A trial of "},
               Document::Medium::paper);
  document.add(Document::Table{figure_rows(
      fmt::format("Replicate {}", report.replicate), names, looks)});
  return {std::move(json), std::move(rows), std::move(document),
          trial_rows(report, table).header};
}

}  // namespace rehearse
