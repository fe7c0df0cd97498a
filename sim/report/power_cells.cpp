#include "power_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "estimate_text.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/test_text.hpp"

namespace rehearse {
namespace {

constexpr const char* none = "-";

// A value's quantiles vary about twice as much as its mean.
struct Spread {
  std::string q05, median, q95;
};
Spread spread_of(const Distribution& d, double unit, int most) {
  const int decimals = decimals_by_error(2.0 * d.mcse / unit, most);
  const auto text = [&](double value) {
    return std::isinf(value) ? "NR" : fixed_text(value / unit, decimals);
  };
  return {text(d.q05), text(d.median), text(d.q95)};
}

// "47.1 (40–54)": `center` and the middle 90%.
std::string with_spread(const std::string& center, const Spread& spread) {
  if (spread.q05 == spread.q95) return center;
  return fmt::format("{} ({}–{})", center, spread.q05, spread.q95);
}

// Mean and middle 90%; the value alone where replicates don't differ.
std::string mean_cell(const Distribution& d, double unit = 1.0) {
  if (d.count == 0) return none;
  if (d.sd == 0.0) return fixed_text(d.mean / unit, unit == 1.0 ? 0 : 1);
  const double mean = d.mean / unit;
  return with_spread(fixed_text(mean, decimals_by_error(d.mcse / unit, 1)),
                     spread_of(d, unit, unit == 1.0 ? 0 : 1));
}

std::string median_cell(const Distribution& d) {
  if (d.count == 0) return none;
  const Spread spread = spread_of(d, days_per_month, 1);
  return with_spread(spread.median, spread);
}

std::string hazard_ratio_cell(const LookEstimate& look) {
  const Distribution& d = look.hazard_ratio;
  if (d.count == 0) return none;
  const double mean = look.geometric_mean_hazard_ratio;
  return with_spread(fixed_text(mean, decimals_by_error(d.mcse, 3)),
                     spread_of(d, 1.0, 2));
}

std::string date_cell(const LookEstimate& look, const Scenario& scenario) {
  if (look.analysis_time.count == 0) return none;
  return date_after(scenario.start_date, look.analysis_time.mean);
}

std::string z_cell(const std::optional<double>& z) {
  return z ? fixed_text(*z, 3) : none;
}

std::string planned_cell(const LookEstimate& look) {
  return look.planned_events ? fmt::format("{}", *look.planned_events) : none;
}

// Adds a row: its label and a cell for each look.
template <class Cell>
void add_row(TextTable& table, const PowerReport& report, std::string label,
             const Cell& cell) {
  auto& row = table.rows.emplace_back();
  row.push_back(std::move(label));
  for (const LookEstimate& look : report.estimate.looks)
    row.push_back(cell(look));
}

void add_decisions(TextTable& table, const PowerReport& report) {
  add_row(table, report, "Planned events", planned_cell);
  const AnalysisPlan& plan = report.config.scenario.analysis;
  const bool futile = stops_for_futility(plan);
  const bool harms = plan.harm || plan.tails == Tails::two;
  add_row(table, report, "Planned bound [z]",
          [](const auto& look) { return z_cell(look.efficacy_z); });
  if (futile)
    add_row(table, report, "  futility [z]",
            [](const auto& look) { return z_cell(look.futility_z); });
  if (harms)
    add_row(table, report, "  harm [z]",
            [](const auto& look) { return z_cell(look.harm_z); });
  add_row(table, report, "First rejection at this look",
          [](const auto& look) { return proportion_text(look.reject); });
  const auto& looks = report.estimate.looks;
  if (looks.size() > 1)
    add_row(table, report, "  cumulative", [](const auto& look) {
      return proportion_text(look.cumulative_reject);
    });
  if (futile)
    add_row(table, report, "Stops for futility", [](const auto& look) {
      return proportion_text(look.stop_futility);
    });
  if (harms)
    add_row(table, report, "Stops for harm",
            [](const auto& look) { return proportion_text(look.stop_harm); });
  const bool always = std::ranges::all_of(
      looks, [](const auto& look) { return look.reached.estimate == 1.0; });
  if (always) return;
  add_row(table, report, "Trigger occurred",
          [](const auto& look) { return proportion_text(look.reached); });
}

void add_statistics(TextTable& table, const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  const auto arms = printed_arms(scenario);
  add_row(table, report, "Events",
          [](const auto& look) { return mean_cell(look.events); });
  for (const std::size_t arm : arms)
    add_row(table, report, "  " + scenario.arms[arm].id, [&](const auto& look) {
      return mean_cell(look.events_by_arm[arm]);
    });
  add_row(table, report, "Participants",
          [](const auto& look) { return mean_cell(look.participants); });
  add_row(table, report, "Analysis time [months]", [](const auto& look) {
    return mean_cell(look.analysis_time, days_per_month);
  });
  if (!scenario.start_date.empty())
    add_row(table, report, "  calendar date",
            [&](const auto& look) { return date_cell(look, scenario); });
  add_row(table, report, "Hazard ratio", hazard_ratio_cell);
  for (const std::size_t arm : arms)
    add_row(table, report, "Median [months], " + scenario.arms[arm].id,
            [&](const auto& look) { return median_cell(look.median[arm]); });
}

// Mean error of the estimate, where there is a true value.
std::string bias_cell(const EstimationProperties& properties, double truth) {
  const MeanEstimate& estimate = properties.log_hazard_ratio;
  if (estimate.count == 0 || !std::isfinite(estimate.mean)) return none;
  const int decimals = decimals_by_error(estimate.mcse, 4);
  return fmt::format("{} ± {}", signed_text(estimate.mean - truth, decimals),
                     fixed_text(estimate.mcse, decimals));
}

std::string coverage_cell(const EstimationProperties& properties) {
  return properties.coverage ? proportion_text(*properties.coverage) : none;
}

std::string spread_cell(const EstimationProperties& properties) {
  const MeanEstimate& estimate = properties.log_hazard_ratio;
  if (estimate.count < 2 || !std::isfinite(estimate.sd)) return none;
  return fmt::format("{} ({})", fixed_text(estimate.sd, 3),
                     fixed_text(properties.se.mean, 3));
}

// Where scans are reviewed theory is of another thing: no check.
std::string theory_text(const PowerReport& report, const Proportion& simulated,
                        double analytic) {
  const int decimals = decimals_by_error(precision_of(simulated), 6);
  std::string value = fixed_text(analytic, decimals);
  if (simulated.mcse == 0.0 || report.config.scenario.review) return value;
  return fmt::format(
      "{} ({} standard errors)", value,
      signed_text((simulated.estimate - analytic) / simulated.mcse, 1));
}

// The error is left out where it is too small to be seen.
std::string mean_with_error(const Distribution& d, double unit) {
  const int decimals = decimals_by_error(d.mcse / unit, 2);
  const std::string mean = fixed_text(d.mean / unit, decimals);
  const std::string mcse = fixed_text(d.mcse / unit, decimals);
  const bool seen = mcse.find_first_of("123456789") != std::string::npos;
  return seen ? mean + " ± " + mcse : mean;
}

}  // namespace

TextTable look_cells(const PowerReport& report) {
  TextTable table;
  table.header.push_back("Look");
  for (const LookEstimate& look : report.estimate.looks)
    table.header.push_back(look.name);
  add_decisions(table, report);
  add_statistics(table, report);
  return table;
}

TextTable estimation_cells(const PowerReport& report) {
  const auto truth = true_log_hazard_ratio(report.config.scenario);
  TextTable table;
  table.header.push_back("Log hazard ratio");
  for (const LookEstimate& look : report.estimate.looks)
    table.header.push_back(look.name);
  add_row(table, report, "sd (mean standard error)",
          [](const auto& look) { return spread_cell(look.estimation); });
  if (!truth) return table;
  add_row(table, report, "bias",
          [&](const auto& look) { return bias_cell(look.estimation, *truth); });
  if (report.estimate.looks.size() > 1)
    add_row(table, report, "bias where the trial ends here",
            [&](const auto& look) {
              return bias_cell(look.estimation_if_last, *truth);
            });
  add_row(table, report, "95% interval covers",
          [](const auto& look) { return coverage_cell(look.estimation); });
  return table;
}

namespace {

std::string theory_cell(const PowerReport& report,
                        const PowerEstimate& estimate,
                        const AnalyticPower& analytic) {
  if (!analytic.power) return none;
  return theory_text(report, estimate.power, *analytic.power);
}

}  // namespace

TextTable test_cells(const PowerReport& report) {
  TextTable table{{"Test", "Power", "Less the first's", "Theory"}, {}};
  const AnalysisPlan& plan = report.config.scenario.analysis;
  table.rows.push_back({test_text(plan.test, TestTimes::durations),
                        proportion_text(report.estimate.power), "",
                        theory_cell(report, report.estimate, report.analytic)});
  for (std::size_t i = 0; i < report.also_tests.size(); ++i) {
    const PowerEstimate& estimate = report.also_tests[i];
    table.rows.push_back(
        {test_text(plan.also_tests[i], TestTimes::durations),
         proportion_text(estimate.power), difference_text(estimate.difference),
         theory_cell(report, estimate, report.also_analytic[i])});
  }
  return table;
}

std::vector<std::string> legend_lines() {
  return {
      "Mean (5%–95% quantiles) of the replicates that reached the look; hazard "
      "ratio: geometric mean; medians: median (NR not reached). ± is the Monte "
      "Carlo standard error."};
}

std::string analytic_line(const PowerReport& report) {
  const AnalyticPower& analytic = report.analytic;
  const Proportion& power = report.estimate.power;
  std::string line;
  if (analytic.schoenfeld_power)
    line =
        "Schoenfeld " + theory_text(report, power, *analytic.schoenfeld_power);
  if (analytic.power) {
    if (!line.empty()) line += ", ";
    line += "asymptotic " + theory_text(report, power, *analytic.power);
  }
  const bool expected = std::ranges::all_of(
      analytic.look_time, [](double time) { return std::isfinite(time); });
  if (line.empty()) return expected ? "no formula for this design" : "";
  return report.config.scenario.review
             ? line + "; of events seen when they happen"
             : line;
}

std::string expected_line(const PowerEstimate& estimate) {
  return fmt::format("{} events, {} participants, {} months",
                     mean_with_error(estimate.stopping_events, 1.0),
                     mean_with_error(estimate.stopping_participants, 1.0),
                     mean_with_error(estimate.stopping_time, days_per_month));
}

std::string run_line(const PowerReport& report) {
  return fmt::format("seed {}, {} replicates, config {}",
                     report.config.seed_text,
                     grouped_text(report.estimate.replicates),
                     report.config.sha256.substr(0, 12));
}

std::string interruption_line(const PowerReport& report) {
  if (!report.estimate.interrupted) return "";
  return fmt::format(
      "INTERRUPTED after {} of {} replicates: not the whole run.",
      grouped_text(report.estimate.replicates),
      grouped_text(report.config.scenario.replicates));
}

}  // namespace rehearse
