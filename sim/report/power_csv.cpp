#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "rehearse/core/units.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/text/text_table.hpp"
#include "review_cells.hpp"

namespace rehearse {
namespace {

struct Column {
  std::string name;
  std::string value;
};
using Row = std::vector<Column>;

template <class Value>
std::string optional_text(const std::optional<Value>& value) {
  return value ? exact_text(static_cast<double>(*value)) : "";
}

void add_proportion(Row& row, const std::string& name,
                    const std::optional<Proportion>& p) {
  const auto text = [&](auto value) {
    return p ? exact_text(value(*p)) : std::string{};
  };
  row.push_back({name, text([](const auto& q) { return q.estimate; })});
  row.push_back({name + "_mcse", text([](const auto& q) { return q.mcse; })});
  row.push_back(
      {name + "_ci95_lower", text([](const auto& q) { return q.ci95[0]; })});
  row.push_back(
      {name + "_ci95_upper", text([](const auto& q) { return q.ci95[1]; })});
}

void add_distribution(Row& row, const std::string& name, const Distribution& d,
                      double unit = 1.0) {
  row.push_back({name + "_mean", exact_text(d.mean / unit)});
  row.push_back({name + "_sd", exact_text(d.sd / unit)});
  row.push_back({name + "_q05", exact_text(d.q05 / unit)});
  row.push_back({name + "_median", exact_text(d.median / unit)});
  row.push_back({name + "_q95", exact_text(d.q95 / unit)});
  row.push_back({name + "_mcse", exact_text(d.mcse / unit)});
}

void add_by_arm(Row& row, const std::string& name, const Scenario& scenario,
                const std::array<Distribution, arm_count>& by_arm,
                double unit = 1.0) {
  for (const std::size_t arm : printed_arms(scenario))
    add_distribution(row, name + '_' + scenario.arms[arm].id, by_arm[arm],
                     unit);
}

void add_run(Row& row, const PowerReport& report, const SurvivalTest& test,
             const PowerEstimate& estimate, const AnalyticPower& analytic) {
  const TrialConfig& config = report.config;
  const bool is_first = &estimate == &report.estimate;
  row.push_back({"trial", config.scenario.id});
  row.push_back({"config_sha256", config.sha256});
  row.push_back({"seed", config.seed_text});
  row.push_back({"replicates", fmt::format("{}", estimate.replicates)});
  add_proportion(row, "power", estimate.power);
  row.push_back({"schoenfeld_power", optional_text(analytic.schoenfeld_power)});
  row.push_back({"analytic_power", optional_text(analytic.power)});
  row.push_back({"test", test_text(test, TestTimes::durations)});
  add_proportion(row, "difference",
                 is_first ? std::nullopt : std::optional{estimate.difference});
}

void add_decision(Row& row, const LookEstimate& look) {
  row.push_back({"look", look.name});
  row.push_back({"planned_events", optional_text(look.planned_events)});
  row.push_back({"efficacy_z", optional_text(look.efficacy_z)});
  row.push_back({"futility_z", optional_text(look.futility_z)});
  add_proportion(row, "reached", look.reached);
  add_proportion(row, "reject", look.reject);
  add_proportion(row, "cumulative_reject", look.cumulative_reject);
  add_proportion(row, "stop_futility", look.stop_futility);
  row.push_back({"harm_z", optional_text(look.harm_z)});
  add_proportion(row, "stop_harm", look.stop_harm);
  add_proportion(row, "cumulative_reject_without_futility",
                 look.cumulative_reject_without_futility);
  add_proportion(row, "no_estimate", look.no_estimate);
  add_proportion(row, "few_events", look.few_events);
}

void add_statistics(Row& row, const LookEstimate& look,
                    const Scenario& scenario) {
  add_distribution(row, "events", look.events);
  add_by_arm(row, "events", scenario, look.events_by_arm);
  add_distribution(row, "participants", look.participants);
  add_distribution(row, "analysis_time_months", look.analysis_time,
                   days_per_month);
  add_distribution(row, "z", look.z);
  add_distribution(row, "hazard_ratio", look.hazard_ratio);
  row.push_back({"hazard_ratio_geometric_mean",
                 exact_text(look.geometric_mean_hazard_ratio)});
  add_by_arm(row, "median_months", scenario, look.median, days_per_month);
}

void add_estimation(Row& row, const std::string& name,
                    const EstimationProperties& properties) {
  const MeanEstimate& estimate = properties.log_hazard_ratio;
  row.push_back({name + "log_hazard_ratio_mean", exact_text(estimate.mean)});
  row.push_back({name + "log_hazard_ratio_sd", exact_text(estimate.sd)});
  row.push_back({name + "log_hazard_ratio_mcse", exact_text(estimate.mcse)});
  row.push_back({name + "se_mean", exact_text(properties.se.mean)});
  add_proportion(row, name + "coverage", properties.coverage);
}

// Whose reads and which rules made the events; nothing where nobody reads.
struct Endpoint {
  Reviewer reviewer;
  std::string rules;
};

void add_endpoint(Row& row, const std::optional<Endpoint>& endpoint) {
  if (!endpoint) return;
  row.push_back({"reader", reader_key(endpoint->reviewer)});
  row.push_back({"rules", endpoint->rules});
}

void add_looks(TextTable& table, const PowerReport& report,
               const SurvivalTest& test, const PowerEstimate& estimate,
               const AnalyticPower& analytic,
               const std::optional<Endpoint>& endpoint) {
  for (const LookEstimate& look : estimate.looks) {
    Row row;
    add_run(row, report, test, estimate, analytic);
    add_decision(row, look);
    add_statistics(row, look, report.config.scenario);
    add_estimation(row, "", look.estimation);
    add_estimation(row, "if_last_", look.estimation_if_last);
    add_endpoint(row, endpoint);
    table.header.clear();
    auto& cells = table.rows.emplace_back();
    for (auto& [name, value] : row) {
      table.header.push_back(std::move(name));
      cells.push_back(std::move(value));
    }
  }
}

}  // namespace

std::string power_csv(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  const AnalysisPlan& plan = scenario.analysis;
  std::optional<Endpoint> primary;
  if (const auto& review = scenario.review)
    primary = {review->primary, review->rules.name};
  TextTable table;
  add_looks(table, report, plan.test, report.estimate, report.analytic,
            primary);
  for (std::size_t i = 0; i < report.also_tests.size(); ++i)
    add_looks(table, report, plan.also_tests[i], report.also_tests[i],
              report.also_analytic[i], primary);
  for (std::size_t i = 0; i < report.also_rules.size(); ++i)
    add_looks(table, report, plan.test, report.also_rules[i], {},
              Endpoint{primary->reviewer, scenario.review->also_rules[i].name});
  if (report.other_reader)
    add_looks(table, report, plan.test, *report.other_reader, {},
              Endpoint{other_reviewer(primary->reviewer), primary->rules});
  return csv_text(table);
}

}  // namespace rehearse
