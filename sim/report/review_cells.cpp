#include "review_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "estimate_text.hpp"
#include "power_cells.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

constexpr const char* none = "-";

const char* reader_name(Reviewer reviewer) {
  return reviewer == Reviewer::committee ? "IRC" : "investigator";
}

std::string count_cell(const MeanEstimate& mean) {
  if (mean.mean == 0.0) return "0";
  return fixed_text(mean.mean, decimals_by_error(mean.mcse, 1));
}

const LookEstimate& last_look(const PowerEstimate& estimate) {
  return estimate.looks.back();
}

// Median over replicates of the observed median.
std::string median_cell(const PowerEstimate& estimate, std::size_t arm) {
  const Distribution& d = last_look(estimate).median[arm];
  if (d.count == 0) return none;
  if (std::isinf(d.median)) return "NR";
  return fixed_text(d.median / days_per_month, 1);
}

std::vector<std::string> endpoint_row(const PowerReport& report,
                                      const PowerEstimate& estimate,
                                      Reviewer reviewer,
                                      const std::string& rules) {
  const LookEstimate& look = last_look(estimate);
  const bool is_primary = &estimate == &report.estimate;
  std::vector<std::string> row{
      fmt::format("{}, {}", reader_name(reviewer), rules),
      proportion_text(estimate.power),
      is_primary ? "" : difference_text(estimate.difference),
      fixed_text(look.geometric_mean_hazard_ratio,
                 decimals_by_error(look.hazard_ratio.mcse, 3)),
      fixed_text(look.events.mean, 1)};
  std::string medians;
  for (const std::size_t arm : printed_arms(report.config.scenario)) {
    if (!medians.empty()) medians += " / ";
    medians += median_cell(estimate, arm);
  }
  row.push_back(std::move(medians));
  return row;
}

// A row with a cell for each arm.
template <class Cell>
void add_row(TextTable& table, const Scenario& scenario, std::string label,
             const Cell& cell) {
  auto& row = table.rows.emplace_back();
  row.push_back(std::move(label));
  for (const std::size_t arm : printed_arms(scenario)) row.push_back(cell(arm));
}

TextTable arm_table(const PowerReport& report, const char* title) {
  const Scenario& scenario = report.config.scenario;
  TextTable table{
      {fmt::format("{} at {}", title, last_look(report.estimate).name)}, {}};
  for (const std::size_t arm : printed_arms(scenario))
    table.header.push_back(scenario.arms[arm].id);
  return table;
}

const ReviewEstimate& last_review(const PowerReport& report) {
  return report.estimate.reviews.back();
}

struct AgreementName {
  const char* letter;
  const char* meaning;
};
constexpr std::array<AgreementName, agreement_count> agreements{
    {{"a1", "both, on the same day"},
     {"a2", "both, investigator later"},
     {"a3", "both, investigator earlier"},
     {"b", "investigator alone"},
     {"c", "IRC alone"},
     {"d", "neither"}}};

std::vector<std::string> cost_lines(const ReadingCost& cost) {
  const double ratio = std::exp(cost.log_hazard_ratio.mean);
  return {
      fmt::format("Reading    errors and lag: power {}, last look {} months, "
                  "hazard ratio x {}",
                  difference_text(cost.power),
                  signed_with_error(cost.delay.mean / days_per_month,
                                    cost.delay.mcse / days_per_month, 2),
                  with_error(ratio, ratio * cost.log_hazard_ratio.mcse, 4)),
      fmt::format("           (against perfect reads on the same random "
                  "numbers, {} replicates)",
                  grouped_text(cost.replicates))};
}

std::string hazard_ratio_line(const PowerReport& report) {
  const MeanEstimate& other = report.other_reader->log_hazard_ratio_difference;
  const bool irc =
      report.config.scenario.review->primary == Reviewer::committee;
  const double ratio = std::exp(irc ? -other.mean : other.mean);
  return fmt::format("Readers    HR by IRC / HR by investigator {}",
                     with_error(ratio, ratio * other.mcse, 4));
}

std::vector<std::string> suspicion_lines(const ReviewEstimate& review) {
  const auto difference = [](const Discrepancy& d) {
    return signed_with_error(d.difference.estimate, d.difference.mcse, 4);
  };
  return {
      fmt::format(
          "           discrepancy, experimental less control: early {}, "
          "late {}",
          difference(review.early), difference(review.late)),
      is_suspect(review)
          ? "           MARK OF A BIASED INVESTIGATOR: early <= -0.075 and "
            "late >= +0.10"
          : "           no mark of a biased investigator (early <= -0.075 and "
            "late >= +0.10)",
      fmt::format("           (single trials that would show it: {})",
                  proportion_text(review.flagged))};
}

}  // namespace

const char* reader_key(Reviewer reviewer) {
  return reviewer == Reviewer::committee ? "irc" : "investigator";
}

const char* agreement_letter(Agreement agreement) {
  return agreements[static_cast<std::size_t>(agreement)].letter;
}

bool is_suspect(const ReviewEstimate& review) {
  return suggests_biased_investigator(review.early.difference.estimate,
                                      review.late.difference.estimate);
}

TextTable endpoint_cells(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  const ReviewPlan& plan = *scenario.review;
  TextTable table{
      {fmt::format("Endpoint at {}", last_look(report.estimate).name), "Power",
       "Less the first's", "HR", "Events", "Medians [months]"},
      {}};
  table.rows.push_back(
      endpoint_row(report, report.estimate, plan.primary, plan.rules.name));
  for (std::size_t i = 0; i < report.also_rules.size(); ++i)
    table.rows.push_back(endpoint_row(report, report.also_rules[i],
                                      plan.primary, plan.also_rules[i].name));
  if (report.other_reader)
    table.rows.push_back(endpoint_row(report, *report.other_reader,
                                      other_reviewer(plan.primary),
                                      plan.rules.name));
  return table;
}

TextTable reason_cells(const PowerReport& report) {
  TextTable table = arm_table(report, "Participants by how time ends");
  const ReviewEstimate& review = last_review(report);
  if (review.replicates == 0) return table;
  for (std::size_t k = 0; k < reason_count; ++k) {
    const auto reason = static_cast<Reason>(k);
    if (review.reasons[0][k].mean == 0.0 && review.reasons[1][k].mean == 0.0)
      continue;
    add_row(
        table, report.config.scenario,
        fmt::format("{}: {}", is_event(reason) ? "event" : "censored",
                    text(reason)),
        [&](std::size_t arm) { return count_cell(review.reasons[arm][k]); });
  }
  return table;
}

TextTable agreement_cells(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  TextTable table = arm_table(report, "Progression seen by");
  const ReviewEstimate& review = last_review(report);
  if (review.replicates == 0) return table;
  for (std::size_t k = 0; k < agreement_count; ++k)
    add_row(
        table, scenario,
        fmt::format("{} ({})", agreements[k].meaning, agreements[k].letter),
        [&](std::size_t arm) { return count_cell(review.agreement[arm][k]); });
  const auto add_rate = [&](const char* label, const Discrepancy& rate) {
    add_row(table, scenario, label, [&](std::size_t arm) {
      return with_error(rate.by_arm[arm].estimate, rate.by_arm[arm].mcse, 4);
    });
  };
  add_rate("early discrepancy (b + a3) / (a1 + a2 + a3 + b)", review.early);
  add_rate("late discrepancy (c + a2) / (b + c + a2 + a3)", review.late);
  return table;
}

std::vector<std::string> calibration_lines(const Calibration& c) {
  const double ratio = std::exp(c.observed_log_hazard_ratio.mean);
  return {fmt::format(
              "Calibrated latent control median {} months, latent hazard "
              "ratio {}",
              with_error(c.latent_median / days_per_month,
                         c.latent_median_mcse / days_per_month, 3),
              with_error(c.latent_hazard_ratio, c.latent_hazard_ratio_mcse, 4)),
          fmt::format(
              "           as IRC observes them: {} months, {} ({} "
              "replicates, solved to {:g})",
              with_error(c.observed_median.mean / days_per_month,
                         c.observed_median.mcse / days_per_month, 3),
              with_error(ratio, ratio * c.observed_log_hazard_ratio.mcse, 4),
              grouped_text(c.replicates), calibration_tolerance),
          "           (the errors of power and looks don't hold those of the "
          "calibration)"};
}

std::vector<std::string> review_lines(const PowerReport& report) {
  std::vector<std::string> lines;
  const auto add = [&lines](std::vector<std::string> more) {
    std::ranges::move(more, std::back_inserter(lines));
  };
  if (report.calibration) add(calibration_lines(*report.calibration));
  if (!report.other_reader || last_review(report).replicates == 0) return lines;
  lines.push_back(hazard_ratio_line(report));
  add(suspicion_lines(last_review(report)));
  if (report.reading_cost) add(cost_lines(*report.reading_cost));
  return lines;
}

void take_estimates(std::vector<PowerEstimate> estimates, PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  auto next = estimates.begin();
  const auto take = [&next] { return std::move(*next++); };
  report.estimate = take();
  for (std::size_t i = 0; i < scenario.analysis.also_tests.size(); ++i)
    report.also_tests.push_back(take());
  if (!scenario.review) return;
  for (std::size_t i = 0; i < scenario.review->also_rules.size(); ++i)
    report.also_rules.push_back(take());
  if (scenario.review->readers == Readers::two) report.other_reader = take();
}

}  // namespace rehearse
