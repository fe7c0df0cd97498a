#include "rehearse/report/trial_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "rehearse/core/units.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/text_table.hpp"
#include "rehearse/version.hpp"
#include "trial_rows.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

template <class Value>
Json by_arm(const Scenario& scenario,
            const std::array<Value, arm_count>& values, double unit) {
  Json json = Json::object();
  for (const std::size_t arm : printed_arms(scenario))
    json[scenario.arms[arm].id] =
        unit == 1.0 ? Json(values[arm])
                    : Json(static_cast<double>(values[arm]) / unit);
  return json;
}

Json look_json(const Scenario& scenario, const Look& plan,
               const LookResult& look) {
  return {{"name", plan.name},
          {"reached", look.reached},
          {"reject", look.reject},
          {"first_rejection", look.stop == Stop::efficacy},
          {"events", look.events},
          {"events_by_arm", by_arm(scenario, look.events_by_arm, 1.0)},
          {"participants", look.participants},
          {"analysis_time_months", look.analysis_time / days_per_month},
          {"z", look.z + 0.0},  // no -0
          {"efficacy_z", look.efficacy_z},
          {"futility_z", look.futility_z},
          {"futility", look.futility},
          {"harm", look.harm},
          {"hazard_ratio", look.hazard_ratio},
          {"median_months", by_arm(scenario, look.median, days_per_month)}};
}

std::string months_text(double days) {
  return std::isfinite(days) ? fixed_text(days / days_per_month, 2)
                             : "not reached";
}

}  // namespace

ValueTable trial_rows(const TrialReport& report, TrialTable table) {
  switch (table) {
    case TrialTable::participants:
      return participant_rows(report);
    case TrialTable::visits:
      return visit_rows(report);
    case TrialTable::adtte:
      return adtte_rows(report);
  }
  return {};
}

nlohmann::ordered_json trial_looks(const TrialReport& report) {
  const Scenario& scenario = report.config.scenario;
  Json looks = Json::array();
  for (std::size_t i = 0; i < report.trial.looks.size(); ++i)
    looks.push_back(
        look_json(scenario, scenario.analysis.looks[i], report.trial.looks[i]));
  return looks;
}

const char* table_name(TrialTable table) {
  switch (table) {
    case TrialTable::participants:
      return "participants";
    case TrialTable::visits:
      return "visits";
    case TrialTable::adtte:
      return "adtte";
  }
  return "";
}

std::string trial_csv(const TrialReport& report, TrialTable table) {
  return csv_of(trial_rows(report, table));
}

std::string trial_json(const TrialReport& report, TrialTable table) {
  const Scenario& scenario = report.config.scenario;
  Json json = {{"command", "simulate"},
               {"version", REHEARSE_VERSION},
               {"trial", scenario.id},
               {"config_sha256", report.config.sha256},
               {"seed", seed_json(report.config.seed_text)},
               {"replicate", report.replicate},
               {"looks", trial_looks(report)},
               {"look", scenario.analysis.looks[report.look].name}};
  json[table_name(table)] = json_of(trial_rows(report, table));
  return json.dump(2) + '\n';
}

std::string trial_table(const TrialReport& report, std::size_t screen_width) {
  const Scenario& scenario = report.config.scenario;
  TextTable table;
  table.header.push_back(fmt::format("Replicate {}", report.replicate));
  for (const Look& look : scenario.analysis.looks)
    table.header.push_back(look.name);
  const auto add = [&](std::string label, const auto& cell) {
    auto& row = table.rows.emplace_back();
    row.push_back(std::move(label));
    for (const LookResult& look : report.trial.looks) row.push_back(cell(look));
  };
  add("Trigger occurred",
      [](const auto& look) { return look.reached ? "yes" : "no"; });
  add("Analysis time [months]",
      [](const auto& look) { return months_text(look.analysis_time); });
  add("Participants",
      [](const auto& look) { return fmt::format("{}", look.participants); });
  add("Events",
      [](const auto& look) { return fmt::format("{}", look.events); });
  for (const std::size_t arm : printed_arms(scenario))
    add("  " + scenario.arms[arm].id, [arm](const auto& look) {
      return fmt::format("{}", look.events_by_arm[arm]);
    });
  add("z", [](const auto& look) { return fixed_text(look.z, 4); });
  add("Efficacy bound [z]",
      [](const auto& look) { return fixed_text(look.efficacy_z, 4); });
  if (stops_for_futility(scenario.analysis))
    add("Futility bound [z]",
        [](const auto& look) { return fixed_text(look.futility_z, 4); });
  add("Rejects", [](const auto& look) { return look.reject ? "yes" : "no"; });
  add("Hazard ratio",
      [](const auto& look) { return fixed_text(look.hazard_ratio, 4); });
  for (const std::size_t arm : printed_arms(scenario))
    add("Median [months], " + scenario.arms[arm].id,
        [arm](const auto& look) { return months_text(look.median[arm]); });
  return aligned_text(table, screen_width);
}

}  // namespace rehearse
