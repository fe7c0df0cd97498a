#include "rehearse/report/participant_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>

#include "config/seed.hpp"
#include "participant_columns.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/report/number_text.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/report/text_table.hpp"
#include "rehearse/trial/trial_plan.hpp"
#include "seed_json.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view own_columns[] = {
    "participant", "site",           "stratum",         "block",     "arm",
    "entry_days",  "event_days",     "dropout_days",    "time_days", "event",
    "reason",      "seq_in_stratum", "analysis_stratum"};

// A factor may have the name of one of our columns.
std::string factor_column(const std::string& name) {
  const bool taken =
      std::ranges::find(own_columns, name) != std::end(own_columns);
  return taken ? "factor_" + name : name;
}

// A row is made once, as JSON, and written as JSON or as CSV.
Json participant_json(const TrialReport& report, std::size_t index,
                      std::size_t place, const std::string& stratum) {
  const Scenario& scenario = report.config.scenario;
  const Participants& people = report.trial.participants;
  const double cut = report.trial.looks[report.look].analysis_time;
  const std::size_t cell = people.cell[index];
  const auto latent = [](double days) {
    return days < never ? Json(days) : Json(nullptr);
  };
  Json row = {{"participant", index + 1}};
  row["site"] = people.site.empty()
                    ? Json(nullptr)
                    : Json(scenario.sites[people.site[index]].id);
  row["stratum"] = stratum;
  for (std::size_t f = 0; f < scenario.factors.size(); ++f)
    row[factor_column(scenario.factors[f].name)] =
        scenario.factors[f].levels[level_of(scenario, cell, f)];
  row["block"] = people.block[index] + 1;
  row["seq_in_stratum"] = place;
  row["arm"] = scenario.arms[people.arm[index]].id;
  row["entry_days"] = people.entry[index];
  row["event_days"] = latent(people.event_time[index]);
  row["dropout_days"] = latent(people.dropout_time[index]);
  const Observed seen = observed_at(cut, people, index);
  row["time_days"] = seen.time;
  row["event"] = seen.reason == EndReason::event ? 1 : 0;
  row["reason"] = name_of(seen.reason);
  row["analysis_stratum"] = analysis_stratum_name(scenario, cell);
  return row;
}

Json participants(const TrialReport& report) {
  const Participants& people = report.trial.participants;
  const double cut = report.trial.looks[report.look].analysis_time;
  const auto places = places_in_stratum(people);
  auto strata = config::stratum_names(report.config.scenario);
  if (strata.size() == 1 && strata[0].empty()) strata[0] = "all";
  Json rows = Json::array();
  for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i)
    rows.push_back(
        participant_json(report, i, places[i], strata[people.stratum[i]]));
  return rows;
}

std::string cell_text(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  return exact_text(value.get<double>());
}

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
          {"z", look.z},
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

std::string participants_csv(const TrialReport& report) {
  TextTable table;
  for (const Json& row : participants(report)) {
    auto& cells = table.rows.emplace_back();
    table.header.clear();
    for (const auto& [name, value] : row.items()) {
      table.header.push_back(name);
      cells.push_back(cell_text(value));
    }
  }
  return table.rows.empty() ? "" : csv_text(table);
}

std::string participants_json(const TrialReport& report) {
  const Scenario& scenario = report.config.scenario;
  Json json = {{"command", "simulate"},
               {"version", REHEARSE_VERSION},
               {"trial", scenario.id},
               {"config_sha256", report.config.sha256},
               {"seed", seed_json(report.config.seed_text)},
               {"replicate", report.replicate},
               {"looks", Json::array()},
               {"look", scenario.analysis.looks[report.look].name}};
  for (std::size_t i = 0; i < report.trial.looks.size(); ++i)
    json["looks"].push_back(
        look_json(scenario, scenario.analysis.looks[i], report.trial.looks[i]));
  json["participants"] = participants(report);
  return json.dump(2) + '\n';
}

std::string trial_table(const TrialReport& report) {
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
  return aligned_text(table, 100);
}

}  // namespace rehearse
