#include "rehearse/endpoint/assessment.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/endpoint/treatment_stop.hpp"
#include "rehearse/random/columns.hpp"

namespace rehearse {

namespace {

constexpr bool has(Finding finding, Finding bit) {
  return (static_cast<unsigned>(finding) & static_cast<unsigned>(bit)) != 0;
}

// No visit before it takes place after `progression`, as windows don't meet.
int first_visit_that_matters(const ScanSchedule& schedule, double progression) {
  return std::max(1, schedule.last_visit_by(progression + schedule.window()));
}

}  // namespace

Assessment::Assessment(const AssessmentPlan& plan, std::size_t participants)
    : plan_(plan),
      draws_(participants),
      stop_words_(4 * participants),
      arms_(participants),
      progression_(participants),
      histories_(participants) {}

void Assessment::assess(std::uint64_t seed, std::uint64_t replicate,
                        const CourseColumns& courses) {
  draws_.begin(seed, replicate);
  if (plan_.stop_words > 0 || plan_.new_therapy_words > 0)
    fill_words({seed, Purpose::discontinuation, replicate}, 0, stop_words_);
  std::ranges::copy(courses.arm, arms_.begin());
  std::ranges::copy(courses.progression, progression_.begin());
  for (std::size_t i = 0; i < histories_.size(); ++i) {
    histories_[i] = {};
    histories_[i].death = courses.death[i];
    histories_[i].dropout = courses.dropout[i];
    follow(i);
  }
}

Assessment::TreatmentStop Assessment::treatment_stop(std::size_t i,
                                                     double end) const {
  const auto [toxicity, new_therapy] = rehearse::treatment_stop(
      plan_, std::span<const std::uint32_t, 4>{&stop_words_[4 * i], 4}, end);
  return {toxicity, new_therapy};
}

// From the first visit that matters to the last: until both have called
// progression, or scans end. Whole days, as scans are.
void Assessment::follow(std::size_t i) {
  ParticipantHistory& history = histories_[i];
  const auto& [schedule, findings] = plan_.arms[arms_[i]];
  const double end =
      std::min({history.death, history.dropout, longest_duration});
  const TreatmentStop stop = treatment_stop(i, end);
  history.new_therapy = stop.new_therapy;
  history.scan_end = std::min(end, stop.new_therapy);
  int visit = 1;
  Scan last;
  if (!findings.has_false_calls()) {
    visit = first_visit_that_matters(
        schedule, std::min(progression_[i], history.scan_end));
    last = last_scan_by_visit(i, visit - 1, history.scan_end);
  }
  const auto progressed_from = static_cast<int>(std::ceil(progression_[i]));
  auto last_day = static_cast<int>(history.scan_end);
  for (;; ++visit) {
    const VisitWords words = draws_.of(i, visit);
    const int day = schedule.actual_day(visit, words.offset);
    if (day > last_day) break;
    const Finding finding = findings.find(
        words.finding, static_cast<TumourState>(day >= progressed_from));
    if (finding == Finding::missed) continue;
    if (finding != Finding::no_call) {
      record_calls(i, finding, {static_cast<double>(day), last}, stop.toxicity);
      if (history.first_call[0].day < never &&
          history.first_call[1].day < never)
        return;
      last_day = static_cast<int>(history.scan_end);
    }
    last = {visit, day};
  }
  history.last_scan = last;
}

void Assessment::record_calls(std::size_t i, Finding finding,
                              const FirstCall& call, double toxicity) {
  ParticipantHistory& history = histories_[i];
  auto& [investigator, committee] = history.first_call;
  if (has(finding, Finding::committee) && committee.day == never)
    committee = call;
  if (!has(finding, Finding::investigator) || investigator.day < never) return;
  investigator = call;
  if (call.day <= toxicity) {  // off treatment before it could be toxic
    history.new_therapy = never;
    history.scan_end =
        std::min({history.death, history.dropout, longest_duration});
  }
  if (stop_words_[4 * i] < plan_.stop_words)
    history.scan_end = history.scans_stopped = call.day;
}

Scan Assessment::last_scan(std::size_t i, double day) {
  const ScanSchedule& schedule = plan_.arms[arms_[i]].schedule;
  return last_scan_by_visit(i, schedule.last_visit_by(day + schedule.window()),
                            day);
}

// Among visits up to `visit`.
Scan Assessment::last_scan_by_visit(std::size_t i, int visit, double day) {
  const auto& [schedule, findings] = plan_.arms[arms_[i]];
  for (; visit > 0; --visit) {
    const VisitWords words = draws_.of(i, visit);
    if (findings.is_missed(words.finding)) continue;
    const int actual = schedule.actual_day(visit, words.offset);
    if (actual <= day) return {visit, actual};
  }
  return {};
}

double Assessment::first_scan(std::size_t i) {
  const auto& [schedule, findings] = plan_.arms[arms_[i]];
  for (int visit = 1;; ++visit) {
    const VisitWords words = draws_.of(i, visit);
    const int day = schedule.actual_day(visit, words.offset);
    if (day > histories_[i].scan_end) return never;
    if (!findings.is_missed(words.finding)) return day;
  }
}

KnownCourse Assessment::known_at(std::size_t i, double cut, Reviewer reviewer) {
  const ParticipantHistory& history = histories_[i];
  const double now = std::min(cut, longest_duration);
  const auto by_now = [now](double day) { return day <= now ? day : never; };
  const FirstCall& call =
      history.first_call[static_cast<std::size_t>(reviewer)];
  const double lag = lag_of(reviewer);
  KnownCourse known;
  known.death =
      history.death <= history.dropout ? by_now(history.death) : never;
  known.new_therapy = by_now(history.new_therapy);
  known.lost = history.dropout <= now;
  if (call.day + lag <= now) {
    known.progression = call.day;
    known.last_scan = call.before;
    return known;
  }
  known.last_scan = now - lag >= history.scan_end ? history.last_scan
                                                  : last_scan(i, now - lag);
  if (reviewer == Reviewer::committee)
    known.scans_stopped = by_now(history.scans_stopped);
  return known;
}

Outcome Assessment::outcome_at(std::size_t i, double cut, Reviewer reviewer,
                               const CensoringRules& rules) {
  return evaluate(rules, known_at(i, cut, reviewer),
                  plan_.arms[arms_[i]].schedule);
}

// The first of the days on which an event can become known is asked for. Where
// no situation makes one: once an event, always an event, and at once if scans
// are read at once.
double Assessment::event_known(std::size_t i, Reviewer reviewer,
                               const CensoringRules& rules) {
  const double lag = lag_of(reviewer);
  if (!makes_events(rules)) {
    const Outcome last = outcome_at(i, never, reviewer, rules);
    if (!is_event(last.reason)) return never;
    if (lag == 0.0) return last.time;
  }
  const ParticipantHistory& history = histories_[i];
  double first = never;
  const auto ask = [&](double day) {
    if (day < first && is_event(outcome_at(i, day, reviewer, rules).reason))
      first = day;
  };
  ask(history.death);
  ask(history.new_therapy);
  ask(history.scans_stopped);
  ask(history.first_call[static_cast<std::size_t>(reviewer)].day + lag);
  if (makes_events(rules)) ask(first_scan(i) + lag);  // until then `no_scan`
  // A death may wait for the reading of a scan before it.
  for (Scan scan = last_scan(i, history.scan_end);
       scan.visit > 0 && scan.day + lag > history.death;
       scan = last_scan_by_visit(i, scan.visit - 1, scan.day))
    ask(scan.day + lag);
  return first;
}

void Assessment::list_visits(std::size_t i, double cut,
                             std::vector<Visit>& visits) {
  visits.clear();
  const auto& [schedule, findings] = plan_.arms[arms_[i]];
  const double end = std::min(cut, histories_[i].scan_end);
  for (int visit = 1;; ++visit) {
    const int nominal = schedule.nominal_day(visit);
    if (nominal - schedule.window() > end) return;
    const VisitWords words = draws_.of(i, visit);
    const int day = schedule.actual_day(visit, words.offset);
    if (day > end) return;
    const auto state = static_cast<TumourState>(day >= progression_[i]);
    visits.push_back(
        {visit, nominal, day, findings.find(words.finding, state)});
  }
}

}  // namespace rehearse
