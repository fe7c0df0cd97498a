#include <fmt/format.h>

#include "rehearse/core/units.hpp"
#include "rehearse/report/sweep_report.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {
namespace {

struct Figure {
  const char* name;
  double (*value)(const SweepResult&);
};

const LookEstimate& last(const SweepResult& r) {
  return r.estimate.looks.back();
}

constexpr Figure figures[] = {
    {"power", [](const auto& r) { return r.estimate.power.estimate; }},
    {"power_mcse", [](const auto& r) { return r.estimate.power.mcse; }},
    {"power_ci95_lower",
     [](const auto& r) { return r.estimate.power.ci95[0]; }},
    {"power_ci95_upper",
     [](const auto& r) { return r.estimate.power.ci95[1]; }},
    {"difference", [](const auto& r) { return r.difference.power.estimate; }},
    {"difference_mcse", [](const auto& r) { return r.difference.power.mcse; }},
    {"difference_ci95_lower",
     [](const auto& r) { return r.difference.power.ci95[0]; }},
    {"difference_ci95_upper",
     [](const auto& r) { return r.difference.power.ci95[1]; }},
    {"expected_events",
     [](const auto& r) { return r.estimate.stopping_events.mean; }},
    {"expected_events_mcse",
     [](const auto& r) { return r.estimate.stopping_events.mcse; }},
    {"expected_participants",
     [](const auto& r) { return r.estimate.stopping_participants.mean; }},
    {"expected_duration_months",
     [](const auto& r) {
       return r.estimate.stopping_time.mean / days_per_month;
     }},
    {"expected_duration_months_mcse",
     [](const auto& r) {
       return r.estimate.stopping_time.mcse / days_per_month;
     }},
    {"last_look_reached",
     [](const auto& r) { return last(r).reached.estimate; }},
    {"last_look_time_months_mean",
     [](const auto& r) { return last(r).analysis_time.mean / days_per_month; }},
    {"last_look_time_months_mcse",
     [](const auto& r) { return last(r).analysis_time.mcse / days_per_month; }},
    {"last_look_time_difference",
     [](const auto& r) {
       return r.difference.analysis_time.mean / days_per_month;
     }},
    {"last_look_time_difference_mcse",
     [](const auto& r) {
       return r.difference.analysis_time.mcse / days_per_month;
     }},
    {"last_look_z_mean", [](const auto& r) { return last(r).z.mean; }},
    {"last_look_z_mcse", [](const auto& r) { return last(r).z.mcse; }},
    {"last_look_z_difference",
     [](const auto& r) { return r.difference.z.mean; }},
    {"last_look_z_difference_mcse",
     [](const auto& r) { return r.difference.z.mcse; }},
    {"last_look_hazard_ratio",
     [](const auto& r) { return last(r).geometric_mean_hazard_ratio; }},
};

}  // namespace

std::string sweep_header(const std::vector<std::string>& keys,
                         AnalyticColumn analytic) {
  std::string line = "cell";
  for (const std::string& key : keys) line += ',' + csv_field(key);
  line += ",test,config_sha256,replicates";
  for (const Figure& figure : figures) line.append(",").append(figure.name);
  if (analytic == AnalyticColumn::present) line += ",analytic_power";
  return line + '\n';
}

std::string sweep_row(const SweepResult& result, AnalyticColumn analytic) {
  std::string line = fmt::format("{}", result.cell + 1);
  for (const std::string& value : result.values) line += ',' + csv_field(value);
  line += fmt::format(",{},{},{}",
                      csv_field(test_text(result.test, TestTimes::durations)),
                      result.config_sha256, result.estimate.replicates);
  for (const Figure& figure : figures)
    line.append(",").append(exact_text(figure.value(result)));
  if (analytic == AnalyticColumn::present)
    line += ',' + (result.analytic_power ? exact_text(*result.analytic_power)
                                         : std::string{});
  return line + '\n';
}

}  // namespace rehearse
