#include "rehearse/design/analytic_power.hpp"

#include <algorithm>
#include <cmath>

#include "expected_cuts.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/expected_statistic.hpp"
#include "rehearse/design/group_sequential.hpp"
#include "rehearse/design/own_information.hpp"
#include "rehearse/design/trial_design.hpp"
#include "rehearse/design/weighted_process.hpp"

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

// Of the log-rank test.
void add_log_rank(const std::vector<ExpectedLook>& looks,
                  AnalyticPower& result) {
  result.stopping = expected_stopping(looks);
  for (const ExpectedLook& look : looks)
    result.efficacy_z.push_back(look.bounds.efficacy_z);
  result.approximation =
      "asymptotic distribution of the log-rank test at the expected times of "
      "the looks (Schoenfeld 1981, Lakatos 1988)";
}

// Of another test with one Z; nothing where its horizon is beyond a look.
void add_statistic(const Scenario& scenario, const TrialProcess& trial,
                   const std::vector<ExpectedLook>& looks,
                   AnalyticPower& result) {
  OwnInformationBounds recursion{
      solved_plan(scenario.analysis, experimental_share(scenario))};
  std::vector<ScoreMoments> moments;
  std::vector<LookBounds> bounds;
  for (const ExpectedLook& look : looks) {
    const auto at = expected_statistic(scenario.analysis.test, trial, look.cut);
    if (!at) return;
    const double before = moments.empty() ? 0.0 : moments.back().information;
    moments.push_back({std::max(at->information, before),
                       at->z * std::sqrt(at->information)});
    bounds.push_back(recursion.next(look.events, at->information));
    result.efficacy_z.push_back(bounds.back().efficacy_z);
  }
  result.stopping = stopping_by_look(moments, bounds, FutilityStops::obeyed);
  result.approximation =
      "asymptotic distribution of the test at the expected times of the looks, "
      "its looks' increments taken for independent";
}

void add_combination(const Scenario& scenario, const TrialProcess& trial,
                     const WeightedLogRankTest& test,
                     const std::vector<ExpectedLook>& looks,
                     AnalyticPower& result) {
  const GroupSequentialPlan plan =
      sequential_plan(scenario.analysis, experimental_share(scenario));
  std::vector<WeightedScores> scores;
  std::vector<double> alpha;
  for (const ExpectedLook& look : looks) {
    const std::size_t k = scores.size();
    const double before = k == 0 ? 0.0 : alpha.back();
    scores.push_back(weighted_moments(trial, look.cut, test.weights));
    alpha.push_back(
        scenario.analysis.looks[k].efficacy
            ? std::max(before, cumulative_alpha(scenario.analysis, plan, k,
                                                look.events))
            : before);
  }
  const MaxComboPower power = max_combo_power(scores, alpha);
  for (std::size_t k = 0; k < looks.size(); ++k) {
    result.efficacy_z.push_back(power.bounds[k].z);
    result.stopping.push_back({power.rejection[k].value, 0.0, 0.0});
  }
  result.approximation =
      "asymptotic joint distribution of MaxCombo's scores at the expected "
      "times of the looks (Karrison 2016)";
}

// The looks' times alone.
AnalyticPower timed_looks(const Scenario& scenario, const TrialProcess& trial,
                          const std::vector<ExpectedLook>& looks) {
  AnalyticPower result;
  const std::vector<LookTime> times = look_times(scenario, trial);
  std::vector<double> cuts;
  cuts.reserve(looks.size());
  for (const ExpectedLook& look : looks) cuts.push_back(look.cut);
  result.look_time = printed_times(times, cuts);
  for (const LookTime& look : times)
    result.look_reached.push_back(look.reached);
  return result;
}

void add_power(const Scenario& scenario, const TrialProcess& trial,
               const std::vector<ExpectedLook>& looks, AnalyticPower& result) {
  const SurvivalTest& test = scenario.analysis.test;
  const auto* weighted = std::get_if<WeightedLogRankTest>(&test);
  if (test == SurvivalTest{})
    add_log_rank(looks, result);
  else if (weighted != nullptr && weighted->weights.size() > 1)
    add_combination(scenario, trial, *weighted, looks, result);
  else
    add_statistic(scenario, trial, looks, result);
  result.power = power_of(result.stopping);
}

AnalyticPower with_power(const Scenario& scenario, const TrialProcess& trial,
                         const std::vector<ExpectedLook>& looks,
                         AnalyticPower result) {
  if (looks.size() < scenario.analysis.looks.size()) return result;
  const auto hazard_ratio = proportional_hazard_ratio(scenario.endpoint);
  if (hazard_ratio && scenario.analysis.test == SurvivalTest{})
    result.schoenfeld_stopping = schoenfeld_stopping(scenario, *hazard_ratio);
  result.schoenfeld_power = power_of(result.schoenfeld_stopping);
  add_power(scenario, trial, looks, result);
  return result;
}

}  // namespace

std::optional<double> proportional_hazard_ratio(const EndpointPlan& endpoint) {
  if (endpoint.experimental || endpoint.by_level || endpoint.effect.empty())
    return std::nullopt;
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
  const TrialProcess trial = trial_process(scenario);
  return analytic_power(scenario, trial, expected_looks(scenario, trial));
}

AnalyticPower analytic_power(const Scenario& scenario,
                             const TrialProcess& trial,
                             const std::vector<ExpectedLook>& looks) {
  return with_power(scenario, trial, looks,
                    timed_looks(scenario, trial, looks));
}

std::vector<AnalyticPower> also_analytic_power(const Scenario& scenario) {
  std::vector<AnalyticPower> results;
  if (scenario.analysis.also_tests.empty()) return results;
  const TrialProcess trial = trial_process(scenario);
  const auto looks = expected_looks(scenario, trial);
  const AnalyticPower times = timed_looks(scenario, trial, looks);
  for (const SurvivalTest& test : scenario.analysis.also_tests) {
    Scenario with_test = scenario;
    with_test.analysis.test = test;
    results.push_back(with_power(with_test, trial, looks, times));
  }
  return results;
}

}  // namespace rehearse
