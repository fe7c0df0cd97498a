#include "expected_cuts.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>

#include "rehearse/design/event_times.hpp"

namespace rehearse {

namespace {

constexpr double never_expected = std::numeric_limits<double>::infinity();

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

}  // namespace

// Uniform entries are order statistics, whose shares are i / (n + 1).
Entries expected_entries(const Scenario& scenario, const TrialProcess& trial) {
  const double n = scenario.participants;
  const double steps =
      scenario.enrolment.model == EnrolmentModel::uniform ? n + 1.0 : n;
  return {time_of_share(trial, 1.0 / steps),
          trial.random_pace ? trial.random_pace->full_at
                            : time_of_share(trial, n / steps)};
}

std::vector<double> planned_cuts(const Scenario& scenario,
                                 const TrialProcess& trial) {
  const Entries entries = expected_entries(scenario, trial);
  std::vector<double> times;
  double previous = 0.0;
  for (const Look& look : scenario.analysis.looks)
    times.push_back(previous = expected_cut(look, trial, entries, previous));
  return times;
}

std::vector<ExpectedCut> expected_cuts(const Scenario& scenario,
                                       const TrialProcess& trial) {
  std::vector<ExpectedCut> cuts;
  for (const double time : planned_cuts(scenario, trial))
    cuts.push_back({time});
  if (std::isfinite(cuts.back().time)) return cuts;
  const std::vector<LookTime> looks = look_times(scenario, trial);
  for (std::size_t k = 0; k < cuts.size(); ++k)
    if (cuts[k].time == never_expected && looks[k].reached >= 0.5)
      cuts[k] = {looks[k].mean, true};
  return cuts;
}

bool comes_by_events(const Look& look, double expected) {
  return look.events && expected > 0.0 &&
         std::abs(expected - *look.events) < 0.5;
}

}  // namespace rehearse
