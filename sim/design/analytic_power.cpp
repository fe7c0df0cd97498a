#include "rehearse/design/analytic_power.hpp"

#include <cmath>
#include <limits>

#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/group_sequential.hpp"
#include "rehearse/design/trial_design.hpp"

namespace rehearse {

namespace {

std::optional<double> power_of(const std::vector<StoppingAtLook>& stopping) {
  if (stopping.empty()) return std::nullopt;
  return cumulative_reject(stopping).back();
}

// Empty where there is no Schoenfeld figure.
std::vector<StoppingAtLook> schoenfeld_stopping(const Scenario& scenario,
                                                double hazard_ratio) {
  const AnalysisPlan& plan = scenario.analysis;
  const double allocation = experimental_share(scenario);
  std::vector<ScoreMoments> moments;
  std::vector<LookBounds> bounds;
  for (const auto& bound : planned_bounds(plan, allocation)) {
    const Look& look = plan.looks[bounds.size()];
    if (!look.events || !bound) return {};
    moments.push_back(schoenfeld_moments(
        *look.events, hazard_ratio / plan.null_hazard_ratio, allocation));
    bounds.push_back(*bound);
  }
  return stopping_by_look(moments, bounds, FutilityStops::obeyed);
}

}  // namespace

std::optional<double> proportional_hazard_ratio(const EndpointPlan& endpoint) {
  if (endpoint.experimental || endpoint.effect.empty()) return std::nullopt;
  const double first = endpoint.effect.front().hazard_ratio;
  for (const EffectPeriod& period : endpoint.effect)
    if (period.hazard_ratio != first) return std::nullopt;
  return first;
}

std::optional<double> true_log_hazard_ratio(const Scenario& scenario) {
  const auto ratio = proportional_hazard_ratio(scenario.endpoint);
  return ratio ? std::optional{std::log(*ratio)} : std::nullopt;
}

AnalyticPower analytic_power(const Scenario& scenario) {
  return analytic_power(scenario,
                        expected_looks(scenario, trial_process(scenario)));
}

AnalyticPower analytic_power(const Scenario& scenario,
                             const std::vector<ExpectedLook>& looks) {
  constexpr double never_expected = std::numeric_limits<double>::infinity();
  AnalyticPower result;
  result.look_time.assign(scenario.analysis.looks.size(), never_expected);
  for (std::size_t k = 0; k < looks.size(); ++k)
    result.look_time[k] = looks[k].time;
  if (scenario.analysis.test != SurvivalTest{}) return result;
  if (looks.size() == result.look_time.size())
    result.stopping = expected_stopping(looks);
  result.power = power_of(result.stopping);
  if (const auto hazard_ratio = proportional_hazard_ratio(scenario.endpoint))
    result.schoenfeld_stopping = schoenfeld_stopping(scenario, *hazard_ratio);
  result.schoenfeld_power = power_of(result.schoenfeld_stopping);
  result.approximation =
      "asymptotic distribution of the log-rank test at the expected times of "
      "the looks (Schoenfeld 1981, Lakatos 1988)";
  return result;
}

}  // namespace rehearse
