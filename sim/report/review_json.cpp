#include "review_json.hpp"

#include <array>
#include <cmath>

#include "estimate_json.hpp"
#include "rehearse/core/units.hpp"
#include "review_cells.hpp"

namespace rehearse {
namespace {

Json ratio_json(const RatioEstimate& ratio) {
  return {{"estimate", ratio.estimate}, {"mcse", ratio.mcse}};
}

// exp of a mean difference of logarithms, error by the delta method.
Json hazard_ratio_json(const MeanEstimate& log_difference, double sign) {
  const double ratio = std::exp(sign * log_difference.mean);
  return {{"estimate", ratio}, {"mcse", ratio * log_difference.mcse}};
}

// Of another endpoint on the same replicates.
Json analysis_json(const PowerReport& report, const PowerEstimate& estimate,
                   Reviewer reviewer, const std::string& rules) {
  const Scenario& scenario = report.config.scenario;
  Json looks = Json::array();
  for (const LookEstimate& look : estimate.looks) {
    Json hazard_ratio = distribution_json(look.hazard_ratio);
    if (!hazard_ratio.is_null())
      hazard_ratio["geometric_mean"] = look.geometric_mean_hazard_ratio;
    looks.push_back(
        {{"name", look.name},
         {"reject", look.reject.estimate},
         {"cumulative_reject", look.cumulative_reject.estimate},
         {"events", distribution_json(look.events)},
         {"events_by_arm", by_arm_json(look.events_by_arm, scenario)},
         {"z", distribution_json(look.z)},
         {"hazard_ratio", hazard_ratio},
         {"median_months",
          by_arm_json(look.median, scenario, days_per_month)}});
  }
  return {{"reader", reader_key(reviewer)},
          {"rules", rules},
          {"power", proportion_json(estimate.power)},
          {"difference", proportion_json(estimate.difference)},
          {"hazard_ratio_over_primary",
           hazard_ratio_json(estimate.log_hazard_ratio_difference, 1.0)},
          {"looks", looks}};
}

Json reasons_json(const ReviewEstimate& review, std::size_t arm) {
  Json json = Json::object();
  for (std::size_t k = 0; k < reason_count; ++k)
    json[std::string{text(static_cast<Reason>(k))}] =
        mean_json(review.reasons[arm][k]);
  return json;
}

Json agreement_json(const ReviewEstimate& review, std::size_t arm) {
  Json json = Json::object();
  for (std::size_t k = 0; k < agreement_count; ++k)
    json[agreement_letter(static_cast<Agreement>(k))] =
        mean_json(review.agreement[arm][k]);
  return json;
}

Json discrepancy_json(const Discrepancy& discrepancy,
                      const Scenario& scenario) {
  Json json = Json::object();
  for (const std::size_t arm : printed_arms(scenario))
    json[scenario.arms[arm].id] = ratio_json(discrepancy.by_arm[arm]);
  json["difference"] = ratio_json(discrepancy.difference);
  return json;
}

Json look_json(const std::string& name, const ReviewEstimate& review,
               const Scenario& scenario) {
  Json json = {{"name", name}, {"replicates", review.replicates}};
  if (review.replicates == 0) {
    for (const char* key :
         {"reasons", "agreement", "same_status", "early_discrepancy_rate",
          "late_discrepancy_rate", "biased_investigator_suspected",
          "single_trials_flagged"})
      json[key] = nullptr;
    return json;
  }
  for (const std::size_t arm : printed_arms(scenario)) {
    json["reasons"][scenario.arms[arm].id] = reasons_json(review, arm);
    json["agreement"][scenario.arms[arm].id] = agreement_json(review, arm);
  }
  json["same_status"] = ratio_json(review.same_status);
  json["early_discrepancy_rate"] = discrepancy_json(review.early, scenario);
  json["late_discrepancy_rate"] = discrepancy_json(review.late, scenario);
  json["biased_investigator_suspected"] = is_suspect(review);
  json["single_trials_flagged"] = proportion_json(review.flagged);
  return json;
}

Json reading_cost_json(const ReadingCost& cost) {
  const auto mean = [](const MeanEstimate& m, double unit = 1.0) {
    return Json{{"estimate", m.mean / unit}, {"mcse", m.mcse / unit}};
  };
  return {{"replicates", cost.replicates},
          {"power_with_perfect_reads", proportion_json(cost.perfect_power)},
          {"power_difference", proportion_json(cost.power)},
          {"last_look_delay_months", mean(cost.delay, days_per_month)},
          {"log_hazard_ratio_difference", mean(cost.log_hazard_ratio)}};
}

}  // namespace

Json review_json(const PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  const ReviewPlan& plan = *scenario.review;
  Json json = {{"reader", reader_key(plan.primary)},
               {"rules", plan.rules.name},
               {"estimation_of", "latent hazard ratio"},
               {"also_analysed", Json::array()},
               {"looks", Json::array()}};
  for (std::size_t i = 0; i < report.also_rules.size(); ++i)
    json["also_analysed"].push_back(analysis_json(
        report, report.also_rules[i], plan.primary, plan.also_rules[i].name));
  if (report.other_reader) {
    json["also_analysed"].push_back(analysis_json(report, *report.other_reader,
                                                  other_reviewer(plan.primary),
                                                  plan.rules.name));
    json["hazard_ratio_irc_over_investigator"] =
        hazard_ratio_json(report.other_reader->log_hazard_ratio_difference,
                          plan.primary == Reviewer::committee ? -1.0 : 1.0);
  }
  for (std::size_t k = 0; k < report.estimate.reviews.size(); ++k)
    json["looks"].push_back(look_json(report.estimate.looks[k].name,
                                      report.estimate.reviews[k], scenario));
  if (report.reading_cost)
    json["reading_cost"] = reading_cost_json(*report.reading_cost);
  return json;
}

}  // namespace rehearse
