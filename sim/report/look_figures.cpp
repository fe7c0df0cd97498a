#include "look_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "estimate_text.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/analytic_power.hpp"
#include "rehearse/text/calendar_date.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {
namespace {

// Where a table puts what doesn't stand there in the order of the JSON.
constexpr int after_decisions = 1;
constexpr int of_statistics = 2;

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
std::string mean_text(const Distribution& d, double unit = 1.0) {
  if (d.count == 0) return no_figure;
  if (d.sd == 0.0) return fixed_text(d.mean / unit, unit == 1.0 ? 0 : 1);
  const double mean = d.mean / unit;
  return with_spread(fixed_text(mean, decimals_by_error(d.mcse / unit, 1)),
                     spread_of(d, unit, unit == 1.0 ? 0 : 1));
}

std::string arm_median_text(const Distribution& d) {
  if (d.count == 0) return no_figure;
  const Spread spread = spread_of(d, days_per_month, 1);
  return with_spread(spread.median, spread);
}

std::string hazard_ratio_text(const LookEstimate& look) {
  const Distribution& d = look.hazard_ratio;
  if (d.count == 0) return no_figure;
  const double mean = look.geometric_mean_hazard_ratio;
  return with_spread(fixed_text(mean, decimals_by_error(d.mcse, 3)),
                     spread_of(d, 1.0, 2));
}

Json hazard_ratio_json(const LookEstimate& look) {
  Json json = distribution_json(look.hazard_ratio);
  json["geometric_mean"] = look.hazard_ratio.count == 0
                               ? Json(nullptr)
                               : Json(look.geometric_mean_hazard_ratio);
  return json;
}

std::string z_text(const std::optional<double>& z) {
  return z ? fixed_text(*z, 3) : no_figure;
}

std::string events_text(const std::optional<int>& events) {
  return events ? fmt::format("{}", *events) : no_figure;
}

// A hazard ratio beside a bound is what clinicians ask for. It needs events to
// stand for information: of the log-rank test alone, and only where they are
// planned.
//
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

// What the looks decide. Rows that say nothing of this trial (a futility bound
// where nothing stops for futility) are left out of tables, never out of the
// JSON: who reads it by name finds the same members for every config.
Figures decisions(const Scenario& scenario,
                  const std::vector<LookEstimate>& looks,
                  const LookEstimate& look) {
  const AnalysisPlan& plan = scenario.analysis;
  const bool futile = stops_for_futility(plan);
  const bool harms = plan.harm || plan.tails == Tails::two ||
                     std::ranges::any_of(looks, [](const auto& one) {
                       return one.stop_harm.estimate > 0.0;
                     });
  const bool several = looks.size() > 1;
  const bool fails = std::ranges::any_of(
      looks, [](const auto& one) { return one.reached.estimate != 1.0; });
  return {
      {"planned_events", optional_json(look.planned_events), "Planned events",
       events_text(look.planned_events)},
      {"efficacy_z", optional_json(look.efficacy_z), "Planned bound [z]",
       z_text(look.efficacy_z)},
      {"futility_z", optional_json(look.futility_z),
       label_if(futile, "  futility [z]"), z_text(look.futility_z)},
      {"harm_z", optional_json(look.harm_z), label_if(harms, "  harm [z]"),
       z_text(look.harm_z)},
      {"hazard_ratio_at_efficacy", ratio_at(look, look.efficacy_z, scenario)},
      {"hazard_ratio_at_futility", ratio_at(look, look.futility_z, scenario)},
      share("reached", look.reached, label_if(fails, "Trigger occurred"),
            after_decisions),
      share("reject", look.reject, "First rejection at this look"),
      share("cumulative_reject", look.cumulative_reject,
            label_if(several, "  cumulative")),
      share("stop_futility", look.stop_futility,
            label_if(futile, "Stops for futility")),
      share("stop_harm", look.stop_harm, label_if(harms, "Stops for harm")),
      share("cumulative_reject_without_futility",
            look.cumulative_reject_without_futility),
      share("no_estimate", look.no_estimate),
      share("few_events", look.few_events)};
}

// A distribution for each arm, and a row of a table for each.
template <class Text>
ResultFigure figures_of_arms(const std::string& key, const Scenario& scenario,
                             const std::array<Distribution, arm_count>& by_arm,
                             double unit, const std::string& label,
                             const Text& text) {
  std::vector<Shown> rows;
  for (const std::size_t arm : printed_arms(scenario))
    rows.push_back(
        {label + scenario.arms[arm].id, text(by_arm[arm]), of_statistics});
  const auto of_arm = [&](std::size_t arm) {
    return distribution_json(by_arm[arm], unit);
  };
  return {std::move(rows),
          Json::object({{key, by_arm_json(scenario, of_arm)}})};
}

// What is seen at the look, over the replicates that reached it. A date is that
// of the mean time: dates themselves can't be averaged.
Figures statistics(const Scenario& scenario, const LookEstimate& look) {
  const bool dated = !scenario.start_date.empty();
  const Distribution& time = look.analysis_time;
  return {
      {"events", distribution_json(look.events), "Events",
       mean_text(look.events), of_statistics},
      figures_of_arms("events_by_arm", scenario, look.events_by_arm, 1.0, "  ",
                      [](const Distribution& d) { return mean_text(d); }),
      {"participants", distribution_json(look.participants), "Participants",
       mean_text(look.participants), of_statistics},
      {"analysis_time_months", distribution_json(time, days_per_month),
       "Analysis time [months]", mean_text(time, days_per_month),
       of_statistics},
      {"",
       {},
       label_if(dated, "  calendar date"),
       dated && time.count > 0 ? date_after(scenario.start_date, time.mean)
                               : no_figure,
       of_statistics},
      {"z", distribution_json(look.z)},
      {"hazard_ratio", hazard_ratio_json(look), "Hazard ratio",
       hazard_ratio_text(look), of_statistics},
      figures_of_arms("median_months", scenario, look.median, days_per_month,
                      "Median [months], ", arm_median_text)};
}

// Mean error of the estimate, where there is a true value: with hazards that
// are not proportional there is none to be biased from.
std::string bias_text(const MeanEstimate& estimate, double truth) {
  if (estimate.count == 0) return no_figure;
  return signed_with_error(estimate.mean - truth, estimate.mcse, 4);
}

// The spread of the estimates beside the standard error that a trial reports:
// where the second is smaller, intervals are too narrow.
std::string sd_text(const EstimationProperties& properties) {
  const MeanEstimate& estimate = properties.log_hazard_ratio;
  if (estimate.count < 2 || !std::isfinite(estimate.sd)) return no_figure;
  return fmt::format("{} ({})", fixed_text(estimate.sd, 3),
                     fixed_text(properties.se.mean, 3));
}

}  // namespace

Figures look_figures(const Scenario& scenario,
                     const std::vector<LookEstimate>& looks,
                     const LookEstimate& look) {
  Figures all = decisions(scenario, looks, look);
  std::ranges::move(statistics(scenario, look), std::back_inserter(all));
  return all;
}

Figures estimation_figures(const Scenario& scenario,
                           const EstimationProperties& properties,
                           Replicates which) {
  const MeanEstimate& estimate = properties.log_hazard_ratio;
  const auto truth = true_log_hazard_ratio(scenario);
  const bool all = which == Replicates::all;
  const bool several = scenario.analysis.looks.size() > 1;
  const std::string bias = all ? "bias" : "bias where the trial ends here";
  return {
      {"replicates", estimate.count},
      {"log_hazard_ratio", mean_json(estimate),
       label_if(all, "sd (mean standard error)"), sd_text(properties)},
      {"se", mean_json(properties.se)},
      {"bias",
       truth && estimate.count > 0 ? Json(estimate.mean - *truth)
                                   : Json(nullptr),
       truth && (all || several) ? bias : "",
       truth ? bias_text(estimate, *truth) : no_figure},
      share("coverage", properties.coverage,
            label_if(truth && all, "95% interval covers"), after_decisions)};
}

Json look_json(const Scenario& scenario, const std::vector<LookEstimate>& looks,
               const LookEstimate& look) {
  Json json = {{"name", look.name}};
  json.update(object_of(look_figures(scenario, looks, look)));
  json["estimation"] = object_of(estimation_figures(scenario, look.estimation));
  json["estimation_if_last"] = object_of(
      estimation_figures(scenario, look.estimation_if_last, Replicates::ended));
  return json;
}

}  // namespace rehearse
