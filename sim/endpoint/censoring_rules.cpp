#include "rehearse/endpoint/censoring_rules.hpp"

#include <algorithm>
#include <array>

namespace rehearse {

namespace {

Outcome censored_at_last_scan(const KnownCourse& known, Reason reason) {
  const double day = known.last_scan.visit > 0 ? known.last_scan.day : 1.0;
  return {day, reason};
}

// Why there is no event, where no rule took one away.
Reason reason_of_no_event(const KnownCourse& known) {
  if (known.last_scan.visit == 0) return Reason::no_scan;
  if (known.scans_stopped < never) return Reason::scans_stopped;
  return known.lost ? Reason::lost : Reason::no_event;
}

// The outcome under a treatment that is not `ignore`.
Outcome treated(const KnownCourse& known, Treatment treatment, Reason reason,
                const Outcome& as_event) {
  if (treatment == Treatment::event) return as_event;
  if (treatment == Treatment::day_1) return {1.0, reason};
  return censored_at_last_scan(known, reason);
}

}  // namespace

std::string_view text(Reason reason) {
  static constexpr std::array<std::string_view, reason_count> texts{
      "progression",
      "death",
      "new anticancer therapy, taken for an event",
      "progression by the investigator, taken for an event",
      "no scan after baseline",
      "new anticancer therapy",
      "scans stopped at progression by the investigator",
      "event after missed visits",
      "lost to follow-up",
      "no event at the data cut"};
  return texts[static_cast<std::size_t>(reason)];
}

Outcome evaluate(const CensoringRules& rules, const KnownCourse& known,
                 const ScanSchedule& schedule) {
  const bool progressed = known.progression <= known.death;
  const Outcome event{progressed ? known.progression : known.death,
                      progressed ? Reason::progression : Reason::death};
  const bool has_event = event.time < never;
  const bool late = event.time > schedule.deadline(known.last_scan.visit,
                                                   rules.missed_visits_allowed);
  // Without an event, `event` as the treatment of no scan has nothing to act
  // on: the censoring at the end applies.
  const bool no_scan = known.last_scan.visit == 0 && late &&
                       known.progression == never &&
                       (has_event || rules.no_scan != Treatment::event);
  if (no_scan && rules.no_scan != Treatment::ignore)
    return treated(known, rules.no_scan, Reason::no_scan, event);
  const bool stopped = known.scans_stopped < never;
  // An INV progression that is an event is not undone by what follows it.
  const bool after_stop = stopped && rules.scans_stopped == Treatment::event &&
                          known.scans_stopped <= known.new_therapy;
  if (known.new_therapy < event.time && !after_stop &&
      rules.new_therapy != Treatment::ignore)
    return treated(known, rules.new_therapy, Reason::new_therapy,
                   {known.new_therapy, Reason::new_therapy_event});
  if (stopped && (late || rules.scans_stopped == Treatment::event) &&
      rules.scans_stopped != Treatment::ignore)
    return treated(
        known, rules.scans_stopped, Reason::scans_stopped,
        {known.scans_stopped, Reason::investigator_progression_event});
  if (!has_event)
    return censored_at_last_scan(known, reason_of_no_event(known));
  const bool missed = late && !stopped;
  if (missed && rules.after_missed_visits != Treatment::ignore)
    return treated(known, rules.after_missed_visits, Reason::missed_visits,
                   event);
  return event;
}

}  // namespace rehearse
