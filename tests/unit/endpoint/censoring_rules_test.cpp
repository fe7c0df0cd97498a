#include "rehearse/endpoint/censoring_rules.hpp"

#include <array>
#include <set>
#include <string>
#include <utility>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

// Every 6 weeks, every 12 after week 48, within 7 days.
const ScanSchedule schedule{
    std::array{ScanInterval{42, 336.0}, ScanInterval{84, unbounded}}, 7};

Outcome fda(const KnownCourse& known) {
  return evaluate(fda_rules, known, schedule);
}
Outcome policy(const KnownCourse& known) {
  return evaluate(treatment_policy_rules, known, schedule);
}

Outcome under(Treatment CensoringRules::*row, Treatment treatment,
              const KnownCourse& known) {
  CensoringRules rules = fda_rules;
  rules.*row = treatment;
  return evaluate(rules, known, schedule);
}

bool same(const Outcome& outcome, double time, Reason reason) {
  CAPTURE(outcome.time, text(outcome.reason));
  CHECK(outcome.time == time);
  CHECK(outcome.reason == reason);
  return outcome == Outcome{time, reason};
}

}  // namespace

// The rows of the table in domain.md §2, under both rule sets.

TEST_CASE("no scan after baseline", "[endpoint][rules]") {
  const KnownCourse nothing{};
  CHECK(same(fda(nothing), 1.0, Reason::no_scan));
  CHECK(same(policy(nothing), 1.0, Reason::no_scan));
  // A death by the deadline with k = 0, day 84 + 7, is an event.
  const KnownCourse early{.death = 91.0};
  CHECK(same(fda(early), 91.0, Reason::death));
  CHECK(same(policy(early), 91.0, Reason::death));
  const KnownCourse later{.death = 91.25};
  CHECK(same(fda(later), 1.0, Reason::no_scan));
  CHECK(same(policy(later), 91.25, Reason::death));
  // Two missed visits before the first scan are missed visits, not no scan.
  const KnownCourse third{.progression = 126.0};
  CHECK(same(fda(third), 1.0, Reason::missed_visits));
  CHECK(same(policy(third), 126.0, Reason::progression));
}

TEST_CASE("an event counts after at most one missed visit",
          "[endpoint][rules][IRC-06]") {
  for (const auto& [day, counts] :
       {std::pair{427.0, true}, std::pair{427.5, false}}) {
    const KnownCourse died{.death = day, .last_scan = {7, 296}};
    const KnownCourse progressed{.progression = day, .last_scan = {7, 296}};
    CHECK(same(policy(died), day, Reason::death));
    CHECK(same(policy(progressed), day, Reason::progression));
    if (counts) {
      CHECK(same(fda(died), day, Reason::death));
      CHECK(same(fda(progressed), day, Reason::progression));
    } else {
      // At the actual day of the last scan, not its nominal one.
      CHECK(same(fda(died), 296.0, Reason::missed_visits));
      CHECK(same(fda(progressed), 296.0, Reason::missed_visits));
    }
  }
}

TEST_CASE("a new therapy before the event", "[endpoint][rules]") {
  const KnownCourse known{
      .death = 300.0, .new_therapy = 250.0, .last_scan = {5, 215}};
  CHECK(same(fda(known), 215.0, Reason::new_therapy));
  CHECK(same(policy(known), 300.0, Reason::death));
  const KnownCourse after{.progression = 251.0,
                          .death = 300.0,
                          .new_therapy = 260.0,
                          .last_scan = {5, 215}};
  CHECK(same(fda(after), 251.0, Reason::progression));
  // No scan comes first in precedence, a new therapy before missed visits.
  const KnownCourse both{.death = 100.0, .new_therapy = 30.0};
  CHECK(same(fda(both), 1.0, Reason::no_scan));
  const KnownCourse missed{
      .death = 800.0, .new_therapy = 250.0, .last_scan = {5, 215}};
  CHECK(same(fda(missed), 215.0, Reason::new_therapy));
}

TEST_CASE("scans stopped at INV progression", "[endpoint][rules]") {
  KnownCourse known{.scans_stopped = 210.0, .last_scan = {5, 210}};
  CHECK(same(fda(known), 210.0, Reason::scans_stopped));
  CHECK(same(policy(known), 210.0, Reason::scans_stopped));
  known.death = 301.0;  // the deadline: day 294 + 7
  CHECK(same(fda(known), 301.0, Reason::death));
  known.death = 301.5;
  CHECK(same(fda(known), 210.0, Reason::scans_stopped));
  CHECK(same(policy(known), 301.5, Reason::death));
}

TEST_CASE("lost, or without an event at the cut", "[endpoint][rules]") {
  const KnownCourse going{.last_scan = {3, 128}};
  CHECK(same(fda(going), 128.0, Reason::no_event));
  CHECK(same(policy(going), 128.0, Reason::no_event));
  const KnownCourse lost{.last_scan = {3, 128}, .lost = true};
  CHECK(same(fda(lost), 128.0, Reason::lost));
}

TEST_CASE("progression and death on one day are a progression",
          "[endpoint][rules]") {
  const KnownCourse known{
      .progression = 84.0, .death = 84.0, .last_scan = {1, 40}};
  CHECK(same(fda(known), 84.0, Reason::progression));
}

TEST_CASE("a variant changes its row alone", "[endpoint][rules][IRC-06]") {
  using enum Treatment;
  const KnownCourse no_scan{.death = 200.0};
  const KnownCourse therapy{
      .death = 300.0, .new_therapy = 250.5, .last_scan = {5, 215}};
  const KnownCourse stopped{
      .death = 600.0, .scans_stopped = 210.0, .last_scan = {5, 210}};
  const KnownCourse missed{.progression = 588.0, .last_scan = {5, 210}};

  const auto no_scan_row = &CensoringRules::no_scan;
  CHECK(same(under(no_scan_row, last_scan, no_scan), 1.0, Reason::no_scan));
  CHECK(same(under(no_scan_row, event, no_scan), 200.0, Reason::death));
  CHECK(same(under(no_scan_row, event, {}), 1.0, Reason::no_scan));
  // Ignored, it is a death after missed visits like any other.
  CHECK(same(under(no_scan_row, ignore, no_scan), 1.0, Reason::missed_visits));

  const auto therapy_row = &CensoringRules::new_therapy;
  CHECK(same(under(therapy_row, ignore, therapy), 300.0, Reason::death));
  CHECK(same(under(therapy_row, day_1, therapy), 1.0, Reason::new_therapy));
  CHECK(same(under(therapy_row, event, therapy), 250.5,
             Reason::new_therapy_event));

  const auto stopped_row = &CensoringRules::scans_stopped;
  CHECK(same(under(stopped_row, ignore, stopped), 600.0, Reason::death));
  CHECK(same(under(stopped_row, day_1, stopped), 1.0, Reason::scans_stopped));
  CHECK(same(under(stopped_row, event, stopped), 210.0,
             Reason::investigator_progression_event));
  const KnownCourse soon{
      .death = 220.0, .scans_stopped = 210.0, .last_scan = {5, 210}};
  CHECK(same(under(stopped_row, event, soon), 210.0,
             Reason::investigator_progression_event));
  CHECK(same(under(stopped_row, day_1, soon), 220.0, Reason::death));

  const auto missed_row = &CensoringRules::after_missed_visits;
  CHECK(same(under(missed_row, event, missed), 588.0, Reason::progression));
  CHECK(same(under(missed_row, ignore, missed), 588.0, Reason::progression));
  CHECK(same(under(missed_row, day_1, missed), 1.0, Reason::missed_visits));
}

TEST_CASE("allowed missed visits set the deadline", "[endpoint][rules]") {
  const KnownCourse known{.death = 360.0, .last_scan = {6, 252}};
  for (const auto& [allowed, counts] :
       {std::pair{0, false}, std::pair{1, true}}) {
    CensoringRules rules = fda_rules;
    rules.missed_visits_allowed = allowed;
    CHECK(is_event(
              evaluate(rules, {.death = 340.0, .last_scan = {6, 252}}, schedule)
                  .reason) == counts);
  }
  CensoringRules two = fda_rules;
  two.missed_visits_allowed = 2;
  CHECK_FALSE(is_event(evaluate(fda_rules, known, schedule).reason));
  CHECK(is_event(evaluate(two, known, schedule).reason));
}

TEST_CASE("every reason has a text of its own", "[endpoint][rules]") {
  std::set<std::string> texts;
  for (std::size_t i = 0; i < reason_count; ++i)
    texts.emplace(text(static_cast<Reason>(i)));
  CHECK(texts.size() == reason_count);
  CHECK(is_event(Reason::investigator_progression_event));
  CHECK_FALSE(is_event(Reason::no_scan));
}
