#include "rehearse/endpoint/assessment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/time_grid.hpp"
#include "rehearse/endpoint/reviewed_endpoint.hpp"
#include "rehearse/random/columns.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr ReaderAccuracy perfect{1.0, 0.0};

ScanSchedule every(int days, int window) {
  return {std::array{ScanInterval{days, unbounded}}, window};
}

ScanSchedule trial_schedule(int window) {
  return {std::array{ScanInterval{42, 336.0}, ScanInterval{84, unbounded}},
          window};
}

AssessmentSpec both_arms(const ArmAssessment& arm) {
  AssessmentSpec spec;
  spec.arms = {arm, arm};
  return spec;
}

// The defaults of domain.md §2.
AssessmentSpec default_readers() {
  AssessmentSpec spec = both_arms(
      {trial_schedule(7), 0.03, {0.85, 0.03}, Committee{{0.85, 0.02}, {}}});
  spec.correlation = 0.5;
  spec.stop_after_investigator = 0.9;
  spec.discontinuation = {0.006 / 30.4375, 0.5, 1.5 * 30.4375};
  return spec;
}

struct Courses {
  std::vector<std::uint8_t> arm;
  std::vector<double> progression;
  std::vector<double> death;
  std::vector<double> dropout;

  void add(double progressed, double died, double lost) {
    arm.push_back(0);
    progression.push_back(progressed);
    death.push_back(died);
    dropout.push_back(lost);
  }
  [[nodiscard]] CourseColumns columns() const {
    return {arm, progression, death, dropout};
  }
};

// Exponential progression (mean 350 days), death (900 later), dropout (3500).
Courses random_courses(std::size_t n, std::uint64_t replicate) {
  std::vector<double> draws(3 * n);
  fill_exponential({3, Purpose::progression, replicate}, 0, draws);
  Courses courses;
  for (std::size_t i = 0; i < n; ++i) {
    const double progression = duration_on_grid(350.0 * draws[3 * i]);
    courses.add(progression,
                duration_on_grid(progression + 900.0 * draws[3 * i + 1]),
                duration_on_grid(3500.0 * draws[3 * i + 2]));
    courses.arm.back() = i % 2;
  }
  return courses;
}

}  // namespace

TEST_CASE("perfect scans on their days, by hand", "[endpoint][exact]") {
  const AssessmentPlan plan{
      both_arms({trial_schedule(0), 0.0, perfect, {perfect, {}}})};
  Courses courses;
  courses.add(50.0, 500.0, never);     // seen at the scan of day 84
  courses.add(84.0, never, never);     // on the day of a scan: seen on it
  courses.add(84.0625, never, never);  // just after it: on day 126
  courses.add(337.0, never, never);    // after the change: on day 420
  courses.add(never, 84.0, never);     // dies on the day of a scan
  courses.add(130.0, 150.0, never);    // dies before it is seen
  courses.add(130.0, 160.0, 140.0);    // lost before it is seen, and dies
  courses.add(130.0, never, 168.0);    // lost on the day of the scan
  courses.add(never, never, never);    // cured
  Assessment assessment{plan, courses.arm.size()};
  assessment.assess(1, 0, courses.columns());
  const auto outcome = [&](std::size_t i, double cut) {
    return assessment.outcome_at(i, cut, Reviewer::committee, fda_rules);
  };
  CHECK(outcome(0, 83.0) == Outcome{42.0, Reason::no_event});
  CHECK(outcome(0, 84.0) == Outcome{84.0, Reason::progression});
  CHECK(outcome(0, 1e5) == Outcome{84.0, Reason::progression});
  CHECK(outcome(1, 1e5) == Outcome{84.0, Reason::progression});
  CHECK(outcome(2, 1e5) == Outcome{126.0, Reason::progression});
  CHECK(outcome(3, 1e5) == Outcome{420.0, Reason::progression});
  CHECK(outcome(4, 1e5) == Outcome{84.0, Reason::death});
  CHECK(outcome(5, 1e5) == Outcome{150.0, Reason::death});
  CHECK(outcome(6, 1e5) == Outcome{126.0, Reason::lost});
  CHECK(outcome(7, 1e5) == Outcome{168.0, Reason::progression});
  CHECK(outcome(8, 10.0) == Outcome{1.0, Reason::no_scan});
  CHECK(outcome(8, 430.0) == Outcome{420.0, Reason::no_event});
  CHECK(outcome(8, 336.0 + 84.0 * 5000) ==
        Outcome{336.0 + 84.0 * 5000, Reason::no_event});
  CHECK(assessment.event_known(0, Reviewer::committee, fda_rules) == 84.0);
  CHECK(assessment.event_known(6, Reviewer::committee, fda_rules) == never);
}

TEST_CASE("the committee reads later", "[endpoint][exact]") {
  AssessmentSpec spec = both_arms({every(42, 0), 0.0, perfect, {perfect, {}}});
  spec.committee_lag = 20.0;
  const AssessmentPlan plan{spec};
  Courses courses;
  courses.add(50.0, 96.0, never);  // called on day 84, read on day 104
  courses.add(50.0, never, never);
  Assessment assessment{plan, 2};
  assessment.assess(1, 0, courses.columns());
  const auto outcome = [&](std::size_t i, double cut, Reviewer reviewer) {
    return assessment.outcome_at(i, cut, reviewer, fda_rules);
  };
  using enum Reviewer;
  CHECK(outcome(1, 84.0, investigator) == Outcome{84.0, Reason::progression});
  CHECK(outcome(1, 61.0, committee) == Outcome{1.0, Reason::no_scan});
  CHECK(outcome(1, 103.0, committee) == Outcome{42.0, Reason::no_event});
  CHECK(outcome(1, 104.0, committee) == Outcome{84.0, Reason::progression});
  // The death counts until the scan before it is read.
  CHECK(outcome(0, 96.0, committee) == Outcome{96.0, Reason::death});
  CHECK(outcome(0, 104.0, committee) == Outcome{84.0, Reason::progression});
  CHECK(assessment.event_known(0, committee, fda_rules) == 96.0);
  CHECK(assessment.event_known(1, committee, fda_rules) == 104.0);
  CHECK(assessment.event_known(1, investigator, fda_rules) == 84.0);
}

TEST_CASE("daily perfect scans see progression on the next day",
          "[endpoint][metamorphic]") {
  const AssessmentPlan plan{
      both_arms({every(1, 0), 0.0, perfect, {perfect, {}}})};
  const Courses courses = random_courses(2000, 0);
  Assessment assessment{plan, 2000};
  assessment.assess(1, 0, courses.columns());
  for (std::size_t i = 0; i < 2000; ++i) {
    const double seen = std::ceil(courses.progression[i]);
    const double event = std::min(seen, courses.death[i]);
    if (event > courses.dropout[i]) {
      CHECK(assessment.event_known(i, Reviewer::committee, fda_rules) == never);
    } else {
      CHECK(assessment.event_known(i, Reviewer::committee, fda_rules) == event);
    }
  }
}

TEST_CASE("perfect readers agree, whatever is missed",
          "[endpoint][metamorphic]") {
  AssessmentSpec spec =
      both_arms({trial_schedule(7), 0.2, perfect, {perfect, {}}});
  spec.stop_after_investigator = 0.9;
  spec.discontinuation = {0.001, 0.5, 45.0};
  const AssessmentPlan plan{spec};
  Assessment assessment{plan, 500};
  for (std::uint64_t replicate = 0; replicate < 10; ++replicate) {
    assessment.assess(1, replicate, random_courses(500, replicate).columns());
    for (std::size_t i = 0; i < 500; ++i)
      for (const double cut : {100.0, 400.0, 1000.0})
        REQUIRE(
            assessment.outcome_at(i, cut, Reviewer::committee, fda_rules) ==
            assessment.outcome_at(i, cut, Reviewer::investigator, fda_rules));
  }
}

TEST_CASE("a later cut never removes an event, and each is known on its day",
          "[endpoint][metamorphic]") {
  AssessmentSpec spec = default_readers();
  for (const double lag : {0.0, 30.0, 120.0}) {
    spec.committee_lag = lag;
    for (ArmAssessment& arm : spec.arms) arm.missed_probability = 0.3;
    const AssessmentPlan plan{spec};
    Assessment assessment{plan, 3000};
    assessment.assess(1, 5, random_courses(3000, 5).columns());
    for (const Reviewer reviewer :
         {Reviewer::investigator, Reviewer::committee})
      for (const CensoringRules& rules : {fda_rules, treatment_policy_rules}) {
        ReviewedEndpoint endpoint{assessment, {reviewer, rules}};
        endpoint.settle();
        for (std::size_t i = 0; i < 3000; ++i) {
          const double known = endpoint.event_known(i);
          for (double cut = 20.0; cut < 2000.0; cut += 47.5)
            REQUIRE(is_event(endpoint.outcome_at(i, cut).reason) ==
                    (known <= cut));
          if (known == never) continue;
          REQUIRE(is_event(endpoint.outcome_at(i, known).reason));
          REQUIRE_FALSE(
              is_event(endpoint.outcome_at(i, known - duration_step).reason));
        }
      }
  }
}

TEST_CASE("an arm's reads are drawn by that arm's accuracy",
          "[endpoint][statistical]") {
  // Nobody progresses: each scan is a false call, of INV by arm, and of both
  // as often as Sheppard's formula says at even odds. Shares of 20,000 within
  // 4.5 standard errors: by chance outside once in 150,000 times each.
  AssessmentSpec spec =
      both_arms({every(42, 7), 0.0, {0.0, 0.5}, Committee{{0.0, 0.5}, {}}});
  spec.arms[1].investigator.false_positive = 0.2;
  spec.correlation = 0.5;
  spec.stop_after_investigator = 0.9;
  const AssessmentPlan plan{spec};
  constexpr std::size_t n = 40'000;
  Courses courses;
  for (std::size_t i = 0; i < n; ++i) {
    courses.add(never, never, never);
    courses.arm.back() = i % 2;
  }
  Assessment assessment{plan, n};
  assessment.assess(9, 0, courses.columns());
  std::array<int, 2> first{};  // INV at its first scan
  int both = 0;
  int stopped = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const ParticipantHistory& history = assessment.history(i);
    const auto& [investigator, committee] = history.first_call;
    const bool called = investigator.before.visit == 0;
    first[courses.arm[i]] += called ? 1 : 0;
    if (courses.arm[i] == 1) continue;
    both += called && committee.day == investigator.day ? 1 : 0;
    stopped += history.scans_stopped < never ? 1 : 0;
  }
  const auto near = [](int count, double p) {
    const double share = count / (n / 2.0);
    CAPTURE(share, p);
    return std::abs(share - p) < 4.5 * std::sqrt(p * (1 - p) / (n / 2.0));
  };
  CHECK(near(first[0], 0.5));
  CHECK(near(first[1], 0.2));
  CHECK(near(both, 1.0 / 3.0));  // 1/4 + asin(1/2) / (2 pi)
  CHECK(near(stopped, 0.9));
}

TEST_CASE("toxicity leads to new therapy as its hazard says",
          "[endpoint][statistical]") {
  // Nobody progresses or dies: T is the sum of two exponentials of rates a
  // and b, P(T > t) = (b e^-at - a e^-bt) / (b - a), for half of them.
  AssessmentSpec spec = both_arms({every(42, 7), 0.0, perfect, {perfect, {}}});
  const double a = 0.002;
  const double b = 0.01;
  spec.discontinuation = {a, 0.5, 1.0 / b};
  const AssessmentPlan plan{spec};
  constexpr std::size_t n = 40'000;
  Courses courses;
  for (std::size_t i = 0; i < n; ++i) courses.add(never, never, never);
  Assessment assessment{plan, n};
  assessment.assess(9, 0, courses.columns());
  for (const double t : {50.0, 200.0, 800.0, 1e5}) {
    std::size_t by_then = 0;
    for (std::size_t i = 0; i < n; ++i)
      by_then += assessment.history(i).new_therapy <= t ? 1 : 0;
    const double p =
        0.5 * (1 - (b * std::exp(-a * t) - a * std::exp(-b * t)) / (b - a));
    const double share = static_cast<double>(by_then) / n;
    CAPTURE(t, share, p);
    CHECK(std::abs(share - p) < 4.5 * std::sqrt(p * (1 - p) / n));
  }
}

TEST_CASE("no therapy for toxicity follows the investigator's progression",
          "[endpoint][statistical]") {
  // All are seen to progress on day 84: who is given a new therapy, ever, had
  // toxicity before. A share of 40,000 within 4.5 standard errors.
  AssessmentSpec spec = both_arms({every(42, 0), 0.0, perfect, {perfect, {}}});
  const double hazard = 0.01;
  spec.discontinuation = {hazard, 0.5, 20.0};
  const AssessmentPlan plan{spec};
  constexpr std::size_t n = 40'000;
  Courses courses;
  for (std::size_t i = 0; i < n; ++i) courses.add(50.0, never, never);
  Assessment assessment{plan, n};
  assessment.assess(9, 0, courses.columns());
  std::size_t treated = 0;
  for (std::size_t i = 0; i < n; ++i)
    treated += assessment.history(i).new_therapy < never ? 1 : 0;
  const double p = 0.5 * -std::expm1(-84.0 * hazard);
  const double share = static_cast<double>(treated) / n;
  CAPTURE(share, p);
  CHECK(std::abs(share - p) < 4.5 * std::sqrt(p * (1 - p) / n));
}

TEST_CASE("an endpoint's short ways lead where the assessment does",
          "[endpoint][exact]") {
  AssessmentSpec spec = default_readers();
  for (const double lag : {0.0, 45.0}) {
    spec.committee_lag = lag;
    for (ArmAssessment& arm : spec.arms) arm.missed_probability = 0.3;
    const AssessmentPlan plan{spec};
    Assessment assessment{plan, 500};
    assessment.assess(1, 6, random_courses(500, 6).columns());
    CensoringRules counted = fda_rules;
    counted.new_therapy = Treatment::event;
    for (const Reviewer reviewer :
         {Reviewer::investigator, Reviewer::committee})
      for (const CensoringRules& rules :
           {fda_rules, treatment_policy_rules, counted}) {
        ReviewedEndpoint endpoint{assessment, {reviewer, rules}};
        endpoint.settle();
        for (std::size_t i = 0; i < 500; ++i) {
          REQUIRE(endpoint.event_known(i) ==
                  assessment.event_known(i, reviewer, rules));
          for (const double cut : {1.0, 60.0, 130.5, 400.0, 900.0, 3000.0, 1e5})
            REQUIRE(endpoint.outcome_at(i, cut) ==
                    assessment.outcome_at(i, cut, reviewer, rules));
        }
      }
  }
}

TEST_CASE("lags, hazards and delays are not negative", "[endpoint][error]") {
  const AssessmentSpec sound = default_readers();
  CHECK_NOTHROW(AssessmentPlan{sound});
  AssessmentSpec spec = sound;
  spec.committee_lag = -1.0;
  CHECK_THROWS_AS(AssessmentPlan{spec}, PreconditionError);
  spec = sound;
  spec.discontinuation.hazard = -0.1;
  CHECK_THROWS_AS(AssessmentPlan{spec}, PreconditionError);
  spec = sound;
  spec.discontinuation.new_therapy_delay_mean = -1.0;
  CHECK_THROWS_AS(AssessmentPlan{spec}, PreconditionError);
}

TEST_CASE("the same participant has the same luck in every scenario",
          "[endpoint][exact]") {
  // Common random numbers: other readers and another lag leave the days of
  // visits and what is missed as they are.
  AssessmentSpec spec = default_readers();
  const AssessmentPlan plan{spec};
  spec.arms[0].investigator = spec.arms[1].investigator = {0.5, 0.0};
  spec.stop_after_investigator = 0.0;
  spec.discontinuation = {};
  spec.committee_lag = 10.0;
  const AssessmentPlan other{spec};
  const Courses courses = random_courses(200, 1);
  Assessment first{plan, 200};
  Assessment second{other, 200};
  first.assess(1, 1, courses.columns());
  second.assess(1, 1, courses.columns());
  std::vector<Visit> ours;
  std::vector<Visit> theirs;
  std::size_t missed = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    first.list_visits(i, 1e5, ours);
    second.list_visits(i, 1e5, theirs);
    REQUIRE(ours.size() <= theirs.size());
    for (std::size_t v = 0; v < ours.size(); ++v) {
      REQUIRE(ours[v].actual_day == theirs[v].actual_day);
      REQUIRE((ours[v].finding == Finding::missed) ==
              (theirs[v].finding == Finding::missed));
      REQUIRE(std::abs(ours[v].actual_day - ours[v].nominal_day) <= 7);
      missed += ours[v].finding == Finding::missed ? 1 : 0;
    }
  }
  CHECK(missed > 10);
}

TEST_CASE("listed visits are those of the history", "[endpoint][exact]") {
  const AssessmentPlan plan{default_readers()};
  const Courses courses = random_courses(500, 2);
  Assessment assessment{plan, 500};
  assessment.assess(1, 2, courses.columns());
  std::vector<Visit> visits;
  for (std::size_t i = 0; i < 500; ++i) {
    assessment.list_visits(i, 900.0, visits);
    Scan last;
    double investigator = never;
    for (const Visit& visit : visits) {
      REQUIRE(visit.actual_day <= 900);
      REQUIRE(visit.actual_day <= assessment.history(i).scan_end);
      if (visit.finding == Finding::missed) continue;
      last = {visit.number, visit.actual_day};
      const bool called = visit.finding == Finding::investigator ||
                          visit.finding == Finding::both;
      if (called && investigator == never) investigator = visit.actual_day;
    }
    const double end = std::min(900.0, assessment.history(i).scan_end);
    REQUIRE(assessment.last_scan(i, end) == last);
    const double called = assessment.history(i).first_call[0].day;
    REQUIRE(investigator == (called <= 900.0 ? called : never));
  }
}
