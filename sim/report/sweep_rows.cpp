// A sweep's table as it is kept in its folder, row by row.
#include <fmt/format.h>

#include "estimate_json.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/report/sweep_report.hpp"

namespace rehearse {
namespace {

// This is where a figure of a cell is added. New ones stand at the end: folders
// of an unfinished sweep hold rows of these columns.
void add_figures(const SweepResult& r, Json& row) {
  const PowerEstimate& estimate = r.estimate;
  const LookEstimate& last = estimate.looks.back();
  const auto add = [&row](const std::string& name, double value, double mcse,
                          double unit = 1.0) {
    row[name] = value / unit;
    row[name + "_mcse"] = mcse / unit;
  };
  const auto& difference = r.difference;
  row["power"] = proportion_json(estimate.power);
  row["difference"] = proportion_json(difference.power);
  add("expected_events", estimate.stopping_events.mean,
      estimate.stopping_events.mcse);
  row["expected_participants"] = estimate.stopping_participants.mean;
  add("expected_duration_months", estimate.stopping_time.mean,
      estimate.stopping_time.mcse, days_per_month);
  row["last_look_reached"] = last.reached.estimate;
  const Distribution& time = last.analysis_time;
  row["last_look_time_months_mean"] = time.mean / days_per_month;
  row["last_look_time_months_mcse"] = time.mcse / days_per_month;
  add("last_look_time_difference", difference.analysis_time.mean,
      difference.analysis_time.mcse, days_per_month);
  row["last_look_z_mean"] = last.z.mean;
  row["last_look_z_mcse"] = last.z.mcse;
  add("last_look_z_difference", difference.z.mean, difference.z.mcse);
  row["last_look_hazard_ratio"] = last.geometric_mean_hazard_ratio;
}

// Header and row.
std::string csv_of_cell(const std::vector<std::string>& keys,
                        const SweepResult& result, AnalyticColumn analytic) {
  Json row = {{"cell", result.cell + 1}};
  for (std::size_t k = 0; k < keys.size(); ++k) row[keys[k]] = result.values[k];
  row["test"] = result.test;
  row["config_sha256"] = result.config_sha256;
  row["replicates"] = result.estimate.replicates;
  add_figures(result, row);
  if (analytic == AnalyticColumn::present)
    row["analytic_power"] = optional_json(result.analytic_power);
  return csv_of({std::move(row)});
}

}  // namespace

std::string sweep_header(const std::vector<std::string>& keys,
                         AnalyticColumn analytic) {
  SweepResult none{};
  none.values.resize(keys.size());
  none.estimate.looks.resize(1);
  const std::string csv = csv_of_cell(keys, none, analytic);
  return csv.substr(0, csv.rfind('\n', csv.size() - 2) + 1);
}

std::string sweep_row(const SweepResult& result, AnalyticColumn analytic) {
  std::vector<std::string> keys;  // their names don't matter here
  for (std::size_t k = 0; k < result.values.size(); ++k)
    keys.push_back(fmt::format("key {}", k));
  const std::string csv = csv_of_cell(keys, result, analytic);
  return csv.substr(csv.find('\n') + 1);
}

}  // namespace rehearse
