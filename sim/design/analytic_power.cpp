#include "rehearse/design/analytic_power.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "rehearse/design/efficacy_bounds.hpp"
#include "rehearse/design/group_sequential.hpp"

namespace rehearse {

namespace {

constexpr double never_expected = std::numeric_limits<double>::infinity();

double total(const std::vector<double>& probabilities) {
  return std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
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

// The one hazard ratio of an effect that doesn't change over time.
std::optional<double> proportional_hazard_ratio(const EndpointPlan& endpoint) {
  if (endpoint.experimental) return std::nullopt;
  const double first = endpoint.effect.front().hazard_ratio;
  for (const EffectPeriod& period : endpoint.effect)
    if (period.hazard_ratio != first) return std::nullopt;
  return first;
}

// First rejection by look; empty where there is no Schoenfeld figure.
std::vector<double> schoenfeld_reject(const Scenario& scenario,
                                      double hazard_ratio, double allocation) {
  const AnalysisPlan& plan = scenario.analysis;
  std::vector<ScoreMoments> moments;
  std::vector<double> z;
  for (const auto& bound : planned_efficacy_bounds(plan)) {
    const Look& look = plan.looks[z.size()];
    if (!look.events || !bound) return {};
    moments.push_back(
        schoenfeld_moments(*look.events, hazard_ratio, allocation));
    z.push_back(*bound);
  }
  return rejection_by_look(moments, z);
}

std::vector<double> direct_reject(const AnalysisPlan& plan,
                                  const TrialProcess& trial,
                                  const std::vector<double>& cuts) {
  std::vector<ScoreMoments> moments;
  std::vector<double> z;
  EfficacyRecursion bounds;
  for (const double cut : cuts) {
    if (!std::isfinite(cut)) return {};
    const LogrankMoments at = logrank_moments(trial, cut);
    // Rounding must not make information fall between looks at one time.
    const double before = moments.empty() ? 0.0 : moments.back().information;
    moments.push_back({std::max(at.information, before), at.score});
    z.push_back(bounds.next(plan, at.events[0] + at.events[1]).z);
  }
  return rejection_by_look(moments, z);
}

}  // namespace

AnalyticPower analytic_power(const Scenario& scenario) {
  const TrialProcess trial = trial_process(scenario);
  AnalyticPower result;
  result.look_time = expected_cuts(scenario, trial);
  result.reject = direct_reject(scenario.analysis, trial, result.look_time);
  if (!result.reject.empty()) result.power = total(result.reject);
  if (const auto hazard_ratio = proportional_hazard_ratio(scenario.endpoint))
    result.schoenfeld_reject =
        schoenfeld_reject(scenario, *hazard_ratio, trial.allocation[1]);
  if (!result.schoenfeld_reject.empty())
    result.schoenfeld_power = total(result.schoenfeld_reject);
  result.approximation =
      "asymptotic distribution of the log-rank test at the expected times of "
      "the looks (Schoenfeld 1981, Lakatos 1988)";
  return result;
}

}  // namespace rehearse
