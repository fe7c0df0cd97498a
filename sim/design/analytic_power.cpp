#include "rehearse/design/analytic_power.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>

#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/group_sequential.hpp"

namespace rehearse {

namespace {

constexpr double never_expected = std::numeric_limits<double>::infinity();

std::optional<double> power_of(const std::vector<StoppingAtLook>& stopping) {
  if (stopping.empty()) return std::nullopt;
  return cumulative_reject(stopping).back();
}

// When a share in (0, 1] of the participants has entered [days].
double time_of_share(const TrialProcess& trial, double share) {
  const double end = *std::ranges::max_element(trial.entry_breakpoints);
  const auto missing = [&](double days) {
    return trial.entered_share(days) - share;
  };
  if (missing(end) <= 0.0) return end;
  std::uintmax_t iterations = 100;
  const auto [before, after] = boost::math::tools::toms748_solve(
      missing, 0.0, end, boost::math::tools::eps_tolerance<double>(45),
      iterations);
  return 0.5 * (before + after);
}

// Expected times of the first and the last entry [days].
struct Entries {
  double first;
  double last;
};

// Uniform entries are order statistics, whose shares are i / (n + 1).
Entries expected_entries(const Scenario& scenario, const TrialProcess& trial) {
  const double n = scenario.participants;
  const double steps =
      scenario.enrolment.model == EnrolmentModel::uniform ? n + 1.0 : n;
  return {time_of_share(trial, 1.0 / steps), time_of_share(trial, n / steps)};
}

// A look's data cut if everything comes as expected: see Observations::cut_of.
double expected_cut(const Look& look, const TrialProcess& trial,
                    const Entries& entries, double previous) {
  const bool latest = look.at == TriggerRule::latest;
  double time = latest ? 0.0 : never_expected;
  const auto trigger = [&](double at) {
    time = latest ? std::max(time, at) : std::min(time, at);
  };
  const double calendar = entries.first + look.calendar.value_or(0.0);
  if (look.calendar) trigger(calendar);
  if (look.follow_up) trigger(entries.last + *look.follow_up);
  if (look.events) {
    const double limit = (look.calendar ? calendar : previous) +
                         look.wait_at_most.value_or(never_expected);
    const double reached =
        time_of_events(trial, *look.events).value_or(never_expected);
    trigger(std::min(reached, limit));
  }
  return std::max(previous, time);
}

std::vector<double> expected_cuts(const Scenario& scenario,
                                  const TrialProcess& trial) {
  const Entries entries = expected_entries(scenario, trial);
  std::vector<double> times;
  double previous = 0.0;
  for (const Look& look : scenario.analysis.looks)
    times.push_back(previous = expected_cut(look, trial, entries, previous));
  return times;
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

std::vector<StoppingAtLook> direct_stopping(const Scenario& scenario,
                                            const TrialProcess& trial,
                                            const std::vector<double>& cuts) {
  const SolvedPlan plan =
      solved_plan(scenario.analysis, experimental_share(scenario));
  std::vector<ScoreMoments> moments;
  std::vector<LookBounds> bounds;
  BoundRecursion recursion;
  for (const double cut : cuts) {
    if (!std::isfinite(cut)) return {};
    const LogrankMoments at = logrank_moments(trial, cut);
    // Rounding must not make information fall between looks at one time.
    const double before = moments.empty() ? 0.0 : moments.back().information;
    moments.push_back({std::max(at.information, before), at.score});
    bounds.push_back(recursion.next(plan, at.events[0] + at.events[1]));
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
  const TrialProcess trial = trial_process(scenario);
  AnalyticPower result;
  result.look_time = expected_cuts(scenario, trial);
  if (scenario.analysis.test != SurvivalTest{}) return result;
  result.stopping = direct_stopping(scenario, trial, result.look_time);
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
