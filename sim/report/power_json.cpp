#include <cmath>

#include "estimate_json.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/text/test_text.hpp"
#include "rehearse/version.hpp"
#include "review_json.hpp"

namespace rehearse {
namespace {

Json estimation_json(const EstimationProperties& properties,
                     std::optional<double> true_log_hazard_ratio) {
  Json json = {{"replicates", properties.log_hazard_ratio.count},
               {"log_hazard_ratio", mean_json(properties.log_hazard_ratio)},
               {"se", mean_json(properties.se)},
               {"bias", nullptr},
               {"coverage", nullptr},
               {"coverage_mcse", nullptr},
               {"coverage_ci95", nullptr}};
  if (true_log_hazard_ratio && properties.log_hazard_ratio.count > 0)
    json["bias"] = properties.log_hazard_ratio.mean - *true_log_hazard_ratio;
  if (properties.coverage)
    add_proportion(json, "coverage", *properties.coverage);
  return json;
}

// Where the planned events have the bound, as `design` says it.
Json ratio_at(const LookEstimate& look, std::optional<double> z,
              const Scenario& scenario) {
  if (!z || !std::isfinite(*z) || !look.planned_events ||
      scenario.analysis.test != SurvivalTest{})
    return nullptr;
  const GroupSequentialPlan plan =
      sequential_plan(scenario.analysis, experimental_share(scenario));
  return hazard_ratio_at_z(plan, *look.planned_events, *z);
}

Json look_json(const LookEstimate& look, const Scenario& scenario) {
  const std::optional<double> truth = true_log_hazard_ratio(scenario);
  Json hazard_ratio = distribution_json(look.hazard_ratio);
  if (!hazard_ratio.is_null())
    hazard_ratio["geometric_mean"] = look.geometric_mean_hazard_ratio;
  Json json = {
      {"name", look.name},
      {"planned_events", optional_json(look.planned_events)},
      {"efficacy_z", optional_json(look.efficacy_z)},
      {"futility_z", optional_json(look.futility_z)},
      {"harm_z", optional_json(look.harm_z)},
      {"hazard_ratio_at_efficacy", ratio_at(look, look.efficacy_z, scenario)},
      {"hazard_ratio_at_futility", ratio_at(look, look.futility_z, scenario)}};
  add_proportion(json, "reached", look.reached);
  add_proportion(json, "reject", look.reject);
  add_proportion(json, "cumulative_reject", look.cumulative_reject);
  add_proportion(json, "stop_futility", look.stop_futility);
  add_proportion(json, "stop_harm", look.stop_harm);
  add_proportion(json, "cumulative_reject_without_futility",
                 look.cumulative_reject_without_futility);
  add_proportion(json, "no_estimate", look.no_estimate);
  add_proportion(json, "few_events", look.few_events);
  json["events"] = distribution_json(look.events);
  json["events_by_arm"] = by_arm_json(look.events_by_arm, scenario);
  json["participants"] = distribution_json(look.participants);
  json["analysis_time_months"] =
      distribution_json(look.analysis_time, days_per_month);
  json["z"] = distribution_json(look.z);
  json["hazard_ratio"] = hazard_ratio;
  json["median_months"] = by_arm_json(look.median, scenario, days_per_month);
  json["estimation"] = estimation_json(look.estimation, truth);
  json["estimation_if_last"] = estimation_json(look.estimation_if_last, truth);
  return json;
}

Json expected_json(const PowerEstimate& estimate) {
  return {
      {"events", estimate.stopping_events.mean},
      {"participants", estimate.stopping_participants.mean},
      {"duration_months", estimate.stopping_time.mean / days_per_month},
      {"events_mcse", estimate.stopping_events.mcse},
      {"participants_mcse", estimate.stopping_participants.mcse},
      {"duration_months_mcse", estimate.stopping_time.mcse / days_per_month}};
}

Json by_look(const std::vector<StoppingAtLook>& looks,
             double StoppingAtLook::*why) {
  Json json = Json::array();
  for (const StoppingAtLook& look : looks) json.push_back(look.*why);
  return json;
}

Json analytic_json(const AnalyticPower& analytic) {
  Json times = Json::array();
  for (const double days : analytic.look_time)
    times.push_back(days / days_per_month);
  const auto& schoenfeld = analytic.schoenfeld_stopping;
  return {
      {"schoenfeld_power", optional_json(analytic.schoenfeld_power)},
      {"power", optional_json(analytic.power)},
      {"schoenfeld_reject", by_look(schoenfeld, &StoppingAtLook::reject)},
      {"reject", by_look(analytic.stopping, &StoppingAtLook::reject)},
      {"stop_futility", by_look(analytic.stopping, &StoppingAtLook::futility)},
      {"stop_harm", by_look(analytic.stopping, &StoppingAtLook::harm)},
      {"efficacy_z", analytic.efficacy_z},
      {"analysis_time_months", times},
      {"approximation", analytic.approximation}};
}

// Of a further test on the same replicates.
Json test_json(const SurvivalTest& test, const PowerEstimate& estimate,
               const AnalyticPower& analytic) {
  Json looks = Json::array();
  for (const LookEstimate& look : estimate.looks) {
    Json& json = looks.emplace_back(Json{
        {"name", look.name}, {"efficacy_z", optional_json(look.efficacy_z)}});
    add_proportion(json, "reject", look.reject);
    add_proportion(json, "cumulative_reject", look.cumulative_reject);
    add_proportion(json, "stop_futility", look.stop_futility);
    add_proportion(json, "stop_harm", look.stop_harm);
    json["z"] = distribution_json(look.z);
  }
  return {{"test", test_text(test, TestTimes::durations)},
          {"power", proportion_json(estimate.power)},
          {"difference", proportion_json(estimate.difference)},
          {"looks", looks},
          {"expected", expected_json(estimate)},
          {"analytic", analytic_json(analytic)}};
}

Json calibration_json(const Calibration& c) {
  const double ratio = std::exp(c.observed_log_hazard_ratio.mean);
  return {{"target", "irc-observed"},
          {"latent_median_months",
           {{"estimate", c.latent_median / days_per_month},
            {"mcse", c.latent_median_mcse / days_per_month}}},
          {"latent_hazard_ratio",
           {{"estimate", c.latent_hazard_ratio},
            {"mcse", c.latent_hazard_ratio_mcse}}},
          {"observed_median_months",
           {{"estimate", c.observed_median.mean / days_per_month},
            {"mcse", c.observed_median.mcse / days_per_month}}},
          {"observed_hazard_ratio",
           {{"estimate", ratio},
            {"mcse", ratio * c.observed_log_hazard_ratio.mcse}}},
          {"tolerance", calibration_tolerance},
          {"replicates", c.replicates}};
}

}  // namespace

std::array<std::size_t, arm_count> printed_arms(const Scenario& scenario) {
  const std::size_t first = scenario.experimental_first ? 1 : 0;
  return {first, 1 - first};
}

std::string power_json(const PowerReport& report) {
  const TrialConfig& config = report.config;
  const PowerEstimate& estimate = report.estimate;
  Json json = {{"command", "power"},
               {"version", REHEARSE_VERSION},
               {"trial", config.scenario.id},
               {"config_sha256", config.sha256},
               {"seed", seed_json(config.seed_text)},
               {"replicates", estimate.replicates}};
  if (estimate.interrupted) json["interrupted"] = true;
  const AnalysisPlan& plan = config.scenario.analysis;
  json["test"] = test_text(plan.test, TestTimes::durations);
  json["power"] = proportion_json(estimate.power);
  json["looks"] = Json::array();
  for (const LookEstimate& look : estimate.looks)
    json["looks"].push_back(look_json(look, config.scenario));
  json["expected"] = expected_json(estimate);
  json["estimation"] = estimation_json(estimate.estimation,
                                       true_log_hazard_ratio(config.scenario));
  json["analytic"] = analytic_json(report.analytic);
  if (!report.also_tests.empty()) json["also_tests"] = Json::array();
  for (std::size_t i = 0; i < report.also_tests.size(); ++i)
    json["also_tests"].push_back(test_json(
        plan.also_tests[i], report.also_tests[i], report.also_analytic[i]));
  if (report.calibration)
    json["calibration"] = calibration_json(*report.calibration);
  if (config.scenario.review) json["review"] = review_json(report);
  return json.dump(2) + '\n';
}

}  // namespace rehearse
