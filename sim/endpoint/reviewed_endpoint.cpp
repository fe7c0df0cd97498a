#include "rehearse/endpoint/reviewed_endpoint.hpp"

#include <algorithm>

namespace rehearse {

ReviewedEndpoint::ReviewedEndpoint(Assessment& assessment,
                                   const EndpointView& view)
    : assessment_(assessment),
      view_(view),
      lag_(view.reviewer == Reviewer::committee
               ? assessment.plan().committee_lag
               : 0.0),
      settled_(assessment.size()) {}

void ReviewedEndpoint::settle() {
  for (std::size_t i = 0; i < settled_.size(); ++i) {
    const ParticipantHistory& history = assessment_.history(i);
    const double called =
        history.first_call[static_cast<std::size_t>(view_.reviewer)].day;
    Settled& settled = settled_[i];
    settled.outcome = final_outcome(i);
    settled.from = assessment_.settled_from(i, view_.reviewer);
    settled.quiet = std::min(history.scan_end, called + lag_);
    if (lag_ > 0.0 || makes_events(view_.rules))
      settled.event_known =
          assessment_.event_known(i, view_.reviewer, view_.rules);
    else
      settled.event_known =
          is_event(settled.outcome.reason) ? settled.outcome.time : never;
  }
}

// Most end with a progression that no rule can take away: no need to ask.
Outcome ReviewedEndpoint::final_outcome(std::size_t i) {
  const ParticipantHistory& history = assessment_.history(i);
  const auto& [day, before] =
      history.first_call[static_cast<std::size_t>(view_.reviewer)];
  if (day < never && day <= history.death && day <= history.new_therapy &&
      day <= assessment_.schedule_of(i).deadline(
                 before.visit, view_.rules.missed_visits_allowed))
    return {day, Reason::progression};
  return assessment_.outcome_at(i, never, view_.reviewer, view_.rules);
}

// As `evaluate` of a course in which nothing has happened: no rule has
// anything to act on.
Outcome ReviewedEndpoint::quiet_outcome(std::size_t i, double cut) {
  const Scan scan = assessment_.last_scan(i, cut - lag_);
  if (scan.visit == 0) return {1.0, Reason::no_scan};
  return {static_cast<double>(scan.day), Reason::no_event};
}

}  // namespace rehearse
