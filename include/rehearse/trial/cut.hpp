#pragma once

#include <algorithm>
#include <limits>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A look's data cut.
struct Cut {
  double time = 0.0;     ///< since enrolment opened [days], on the grid
  bool reached = false;  ///< the look's trigger occurred
};

/// What a trial's looks wait for.
template <class Trial>
concept Timeline = requires(const Trial& trial) {
  trial.first_entry();  // [days], as all of these
  trial.last_entry();
  trial.time_of_event(1);  // +inf where there are fewer
  trial.last_observed();   // event, dropout or scan of any participant
};

/// When `look` happens; never before `previous` (0 for the first look).
template <Timeline Trial>
[[nodiscard]] Cut cut_of(const Look& look, double previous,
                         const Trial& trial) {
  const bool latest = look.at == TriggerRule::latest;
  constexpr double unreachable = std::numeric_limits<double>::infinity();
  double time = latest ? 0.0 : unreachable;
  const auto trigger = [&](double at) {
    time = latest ? std::max(time, at) : std::min(time, at);
  };
  const double calendar = trial.first_entry() + look.calendar.value_or(0.0);
  if (look.calendar) trigger(calendar);
  if (look.follow_up) trigger(trial.last_entry() + *look.follow_up);
  if (look.events) {
    const double limit = (look.calendar ? calendar : previous) +
                         look.wait_at_most.value_or(unreachable);
    trigger(std::min(trial.time_of_event(*look.events), limit));
  }
  const bool reached = time < unreachable;
  return {std::max(previous, reached ? on_grid(time) : trial.last_observed()),
          reached};
}

}  // namespace rehearse
