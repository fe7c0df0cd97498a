#include "support/assessment_walk.hpp"

#include <algorithm>
#include <optional>

namespace reference {

using rehearse::CensoringRules;
using rehearse::never;
using rehearse::Outcome;
using rehearse::Reason;
using rehearse::Treatment;

namespace {

// "day 42, 84, … to week 48, then every 84 days"
std::vector<int> nominal_days(const DrawnParticipant& who, double until) {
  std::vector<int> days{0};
  // The deadline looks a few visits ahead, of at most half a year each.
  while (days.back() <= until + 2000) {
    for (const auto& [every, end] : who.intervals)
      if (days.back() + every <= end) {
        days.push_back(days.back() + every);
        break;
      }
  }
  return days;
}

// What is known of a participant: an event, or none yet.
struct Known {
  double event = never;
  bool by_progression = false;
  std::vector<WalkedScan> scans;  // read, before the event, without calls
  bool read_any = false;          // a scan, with a call or without
  double new_therapy = never;
  double stopped = never;
  bool lost = false;
};

Known known_at(const DrawnParticipant& who, const Walk& walk, double cut,
               rehearse::Reviewer reviewer) {
  Known known;
  const bool irc = reviewer == rehearse::Reviewer::committee;
  for (const WalkedScan& scan : walk.scans) {
    if (scan.day + (irc ? who.lag : 0.0) > cut) break;
    known.read_any = true;
    if (irc ? scan.committee : scan.investigator) {
      known.event = scan.day;
      known.by_progression = true;
      break;
    }
    known.scans.push_back(scan);
  }
  if (!known.by_progression && who.death <= cut && who.death <= who.dropout)
    known.event = who.death;
  if (walk.new_therapy <= cut) known.new_therapy = walk.new_therapy;
  if (irc && !known.by_progression && walk.stopped <= cut)
    known.stopped = walk.stopped;
  known.lost = who.dropout <= cut;
  return known;
}

}  // namespace

Walk walk(const DrawnParticipant& who, double until) {
  Walk walk;
  walk.nominal_days = nominal_days(who, until);
  walk.new_therapy = who.new_therapy;
  bool investigator_called = false;
  std::size_t next = 1;
  DrawnVisit drawn = who.visit(1);
  for (int day = 1; day <= until; ++day) {
    if (day != walk.nominal_days[next] + drawn.offset) continue;
    const auto number = static_cast<int>(next);
    const DrawnVisit today = drawn;
    drawn = who.visit(static_cast<int>(++next));
    const bool on_study = day <= who.death && day <= who.dropout &&
                          day <= walk.new_therapy && walk.stopped == never;
    if (!on_study) continue;
    if (today.missed) continue;
    const bool progressed = who.progression <= day;
    walk.scans.push_back({number, day, today.investigator[progressed],
                          today.committee[progressed]});
    if (today.investigator[progressed] && !investigator_called) {
      investigator_called = true;
      // Treatment stops: toxicity can't stop it any more.
      if (who.toxicity >= day) walk.new_therapy = never;
      if (who.scans_stop) walk.stopped = day;
    }
  }
  if (walk.new_therapy > std::min(who.death, who.dropout))
    walk.new_therapy = never;
  return walk;
}

Outcome outcome(const DrawnParticipant& who, const Walk& walk, double cut,
                rehearse::Reviewer reviewer, const CensoringRules& rules) {
  const Known known = known_at(who, walk, cut, reviewer);
  const std::size_t k =
      known.scans.empty() ? 0
                          : static_cast<std::size_t>(known.scans.back().visit);
  const double last = known.scans.empty() ? 1.0 : known.scans.back().day;
  const auto allowed = static_cast<std::size_t>(rules.missed_visits_allowed);
  const int deadline = walk.nominal_days[k + allowed + 1] + who.window;
  const bool any_event = known.event < never;
  const bool in_time = any_event && known.event <= deadline;
  const Outcome event{
      known.event, known.by_progression ? Reason::progression : Reason::death};
  // A row of the table: what it makes of the participant, if it is his.
  const auto row = [&](bool his, Treatment treatment, Reason reason,
                       const Outcome& as_event) -> std::optional<Outcome> {
    if (!his) return {};
    switch (treatment) {
      case Treatment::ignore:
        return {};
      case Treatment::day_1:
        return Outcome{1.0, reason};
      case Treatment::last_scan:
        return Outcome{last, reason};
      default:
        if (as_event.time == never) return {};
        return as_event;
    }
  };
  if (const auto now = row(!known.read_any && !in_time, rules.no_scan,
                           Reason::no_scan, event))
    return *now;
  // An INV progression that counts as the event comes before the therapy.
  const double counted = rules.scans_stopped == Treatment::event
                             ? std::min(known.event, known.stopped)
                             : known.event;
  if (const auto now = row(known.new_therapy < counted, rules.new_therapy,
                           Reason::new_therapy,
                           {known.new_therapy, Reason::new_therapy_event}))
    return *now;
  // A death by the deadline is an event in any case, but where the INV
  // progression before it already was one.
  const bool stopped = known.stopped < never;
  if (const auto now =
          row(stopped && (!in_time || rules.scans_stopped == Treatment::event),
              rules.scans_stopped, Reason::scans_stopped,
              {known.stopped, Reason::investigator_progression_event}))
    return *now;
  if (const auto now =
          row(any_event && !in_time && !stopped, rules.after_missed_visits,
              Reason::missed_visits, event))
    return *now;
  if (any_event) return event;
  if (known.scans.empty()) return {1.0, Reason::no_scan};
  if (stopped) return {last, Reason::scans_stopped};
  return {last, known.lost ? Reason::lost : Reason::no_event};
}

}  // namespace reference
