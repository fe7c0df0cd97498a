#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "rehearse/design/group_sequential_plan.hpp"
#include "rehearse/design/trial_process.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A trial that has the power asked for. Not rounded; days since enrolment
/// opened.
struct TrialSize {
  double participants;
  double events;         ///< at the last look
  double first_entry;    ///< expected
  double last_entry;     ///< expected, a little before the enrolment's end
  double enrolment_end;  ///< expected
  double entry_pace;     ///< times the scenario's enrolment rate [1]
  double last_look;      ///< where so many events are expected
  std::vector<double> look_events;
  std::vector<double> look_times;  ///< expected: see `AnalyticPower`
  double power;                    ///< by the log-rank's own asymptotic moments
  double inflation;                ///< of events, over a fixed design's
};

/// Why there is no such trial.
enum class SizeFault {
  power_range,       ///< at or below alpha, or 1 and above
  no_effect,         ///< nothing in favour of the experimental arm is expected
  look_information,  ///< a look with less than one event expected
  last_look_never,   ///< the config's last look isn't to be expected ever
  out_of_reach,      ///< whatever is solved for, the power stays below
  always_reached,    ///< whatever the rate, the power is above
  infeasible,        ///< no bounds: see `design`
  enrolment_by_sites,  ///< whose rates aren't solved for
};

struct NoSize {
  SizeFault fault;
  double highest_power = 0.0;          ///< where it is out of reach, or the
                                       ///< lowest where it is always reached
  std::optional<Infeasible> design{};  ///< where there are no bounds
};

/// Solves for what `solve` leaves free, the log-rank test's power being
/// `power` (one-sided, futility and harm bounds obeyed, its beta 1 - power)
/// under the scenario's models, dropout and strata. The looks keep their
/// fractions of the last look's events; that of a look by time is what is
/// expected in the scenario, whatever it states. What stays:
///
/// - events, follow_up: participants and their enrolment; the last look's time
///   is free;
/// - participants: how long enrolment takes, and the last look's expected time
///   in the scenario; the rate grows with the participants;
/// - rate: participants, and the last look's time or, where it comes by
///   follow-up alone, its follow-up; enrolment is stretched.
///
/// By the asymptotic mean and variance of the log-rank score (Schoenfeld 1981,
/// Lakatos 1988), so that any models and effects have a size.
[[nodiscard]] std::variant<TrialSize, NoSize> solve_size(
    const Scenario& scenario, double power, SolveFor solve);

/// The trial whose last look is expected to have so many events, everything
/// else as `solve_size` keeps it; of any power.
[[nodiscard]] std::variant<TrialSize, NoSize> size_with_events(
    const Scenario& scenario, double target_power, SolveFor solve,
    double events);

/// Power of the scenario with these participants and this pace of enrolment,
/// its last look at these events; 0 where it never has them.
[[nodiscard]] double size_power(const Scenario& scenario, double participants,
                                double entry_pace, double events,
                                double target_power);

}  // namespace rehearse
