#pragma once

#include <vector>

#include "rehearse/design/event_times.hpp"
#include "rehearse/design/trial_process.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Expected times of the first and the last entry [days].
struct Entries {
  double first;
  double last;
};

[[nodiscard]] Entries expected_entries(const Scenario& scenario,
                                       const TrialProcess& trial);

/// Those where so many events are expected, as the formulas have it; +inf: they
/// never are.
[[nodiscard]] std::vector<double> planned_cuts(const Scenario& scenario,
                                               const TrialProcess& trial);

struct ExpectedCut {
  double time;           ///< since enrolment opened [days]
  bool is_mean = false;  ///< of the trials that ever have the look's events
};

/// The cuts at which theory takes the scenario's looks: a look by events where
/// so many are expected, as the formulas have it; where they never are but come
/// in half of the trials or more, at the mean time of those. +inf: the look is
/// not to be expected.
[[nodiscard]] std::vector<ExpectedCut> expected_cuts(const Scenario& scenario,
                                                     const TrialProcess& trial);

/// Whether the look comes by its events, of which `expected` are expected at
/// its cut: not by a time, nor by the end of a wait.
[[nodiscard]] bool comes_by_events(const Look& look, double expected);

/// What is printed for looks that theory takes at `cuts`, of which there may be
/// fewer: see `AnalyticPower::look_time`.
[[nodiscard]] std::vector<double> printed_times(
    const std::vector<LookTime>& looks, const std::vector<double>& cuts);

}  // namespace rehearse
