// With readers who err nowhere and scans on the day, what is seen of a
// participant is between which scans his time lies: probabilities and what is
// to come are those of the time between them.
#include "rehearse/forecast/scanned_follow_up.hpp"

#include <algorithm>
#include <cmath>

#include "support/catch.hpp"
#include "unit/forecast/scanned.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

constexpr double cutoff = 400.0;

OngoingParticipant event_at(double time) {
  return {0.0, time, FollowUp::event, {}, {}, {}, false};
}
OngoingParticipant ongoing(double last_scan, bool pending = false) {
  return {0.0, cutoff, FollowUp::ongoing, {}, {}, last_scan, pending};
}
OngoingTrial trial_of(std::vector<OngoingParticipant> participants) {
  return {"2026-01-01", cutoff, 0.0, std::move(participants)};
}

struct Fixture {
  explicit Fixture(Scenario scenario = scanned_scenario())
      : s(std::move(scenario)), plan(s), library(plan, s.analysis.trigger, 1) {}
  [[nodiscard]] ScannedFollowUp follow_up(
      const OngoingTrial& trial, Reviewer reader = Reviewer::committee) const {
    const std::vector<double> shares{0.5, 0.5};
    return {library, trial, reader, Reviewer::committee, shares};
  }
  Scenario s;
  TrialPlan plan;
  CourseLibrary library;
};

double survival(double days) { return std::exp(-rate * days); }

double log_seen(const ScannedFollowUp& follow_up, std::size_t participants,
                std::size_t which, double ratio = 1.0) {
  std::vector<double> out(participants);
  follow_up.log_densities(exponential_arms(ratio), out);
  return out[which];
}

}  // namespace

TEST_CASE("an event has the probability of the time between two scans",
          "[forecast][exact]") {
  const Fixture f;
  const OngoingTrial trial = trial_of({event_at(84.0), event_at(42.0)});
  const ScannedFollowUp follow_up = f.follow_up(trial);
  CHECK(log_seen(follow_up, 2, 0) ==
        Approx(std::log(survival(42.0) - survival(84.0))).epsilon(1e-9));
  CHECK(log_seen(follow_up, 2, 1) ==
        Approx(std::log(1.0 - survival(42.0))).epsilon(1e-9));
  CHECK(follow_up.unscanned_events() == 0);
}

// The scan of day 378 is the last before 400. Where day 336 was the last that
// is read, day 378 may be a progression.
TEST_CASE("no event has the probability of the time after the last scan read",
          "[forecast][exact]") {
  const Fixture f;
  const OngoingTrial trial = trial_of({ongoing(378.0), ongoing(336.0)});
  const ScannedFollowUp follow_up = f.follow_up(trial);
  CHECK(log_seen(follow_up, 2, 0) ==
        Approx(std::log(survival(378.0))).epsilon(1e-9));
  // It is read at once: so it would be known.
  CHECK(log_seen(follow_up, 2, 1) ==
        Approx(std::log(survival(378.0))).epsilon(1e-9));
  Scenario read_late = scanned_scenario();
  read_late.review->assessment.committee_lag = 30.0;
  const Fixture late{read_late};
  const OngoingTrial waits = trial_of({ongoing(378.0, true)});
  CHECK(log_seen(late.follow_up(waits), 1, 0) ==
        Approx(std::log(survival(336.0))).epsilon(1e-9));
}

TEST_CASE("arms that aren't known are mixed by their shares",
          "[forecast][exact]") {
  const Fixture f;
  OngoingTrial trial = trial_of({event_at(84.0), event_at(84.0)});
  trial.participants[1].arm = 1;
  const ScannedFollowUp follow_up = f.follow_up(trial);
  const auto between = [](double ratio) {
    return std::exp(-ratio * rate * 42.0) - std::exp(-ratio * rate * 84.0);
  };
  CHECK(
      log_seen(follow_up, 2, 0, 0.5) ==
      Approx(std::log(0.5 * between(1.0) + 0.5 * between(0.5))).epsilon(1e-9));
  CHECK(log_seen(follow_up, 2, 1, 0.5) ==
        Approx(std::log(between(0.5))).epsilon(1e-9));
}

// Before the first scan a progression can't be seen.
TEST_CASE("an event without a scan is taken as it is", "[forecast][exact]") {
  const Fixture f;
  const OngoingTrial trial = trial_of({event_at(20.0)});
  const ScannedFollowUp follow_up = f.follow_up(trial);
  CHECK(follow_up.unscanned_events() == 1);
  CHECK(log_seen(follow_up, 1, 0) ==  // the bin from day 14 to 21
        Approx(std::log(survival(14.0) - survival(21.0))).epsilon(1e-9));
}

// P(the next scan sees it | no event by day 378), 20,000 draws of a fixed seed:
// beyond 4.5 errors one time in 150,000.
TEST_CASE("what is to come is drawn given what is known",
          "[forecast][statistical]") {
  const Fixture f;
  const OngoingTrial trial = trial_of({ongoing(378.0)});
  const ScannedFollowUp follow_up = f.follow_up(trial);
  const std::vector<std::size_t> drawn{0};
  ScannedDraws draws{follow_up, drawn};
  draws.begin(exponential_arms());
  WordStream words{{7, Purpose::forecast, 0}, 0};
  constexpr int count = 20'000;
  int next = 0;
  int first = 0;
  for (int i = 0; i < count; ++i) {
    const FutureCourse course = draws.draw(0, words);
    REQUIRE(course.event >= 420.0);
    next += course.event == 420.0 ? 1 : 0;
    first += draws.draw_new(words).event == 42.0 ? 1 : 0;
  }
  const double p = 1.0 - survival(42.0);
  const double error = std::sqrt(p * (1.0 - p) / count);
  CHECK(std::abs(next / double{count} - p) < 4.5 * error);
  CHECK(std::abs(first / double{count} - p) < 4.5 * error);
}

// The committee calls half of the progressions at the scan that first shows
// them, the investigator all: given his at day 84, hers is then with
// probability 1/2, or at a later scan.
TEST_CASE("the committee's events are drawn from the investigator's",
          "[forecast][statistical]") {
  Scenario s = scanned_scenario();
  for (ArmAssessment& arm : s.review->assessment.arms)
    arm.committee.reader.sensitivity = 0.5;
  const Fixture f{s};
  const OngoingTrial trial = trial_of({event_at(84.0)});
  const ScannedFollowUp follow_up = f.follow_up(trial, Reviewer::investigator);
  CHECK(log_seen(follow_up, 1, 0) ==
        Approx(std::log(survival(42.0) - survival(84.0))).epsilon(1e-9));
  const std::vector<std::size_t> drawn{0};
  ScannedDraws draws{follow_up, drawn};
  draws.begin(exponential_arms());
  WordStream words{{7, Purpose::forecast, 0}, 0};
  constexpr int count = 20'000;
  int same = 0;
  for (int i = 0; i < count; ++i) {
    const double day = draws.draw(0, words).event;
    REQUIRE(day >= 84.0);
    same += day == 84.0 ? 1 : 0;
  }
  // The library has 2 arms, 6 bins and 128 courses: 1,536 that agree.
  const double error = std::sqrt(0.25 / count + 0.25 / 1536.0);
  CHECK(std::abs(same / double{count} - 0.5) < 4.5 * error);
}

// Scans end at the investigator's progression, of which the committee sees
// half: whoever had no scan since day 84 has no event any more.
TEST_CASE("who isn't scanned any more has no event", "[forecast][exact]") {
  Scenario s = scanned_scenario();
  s.review->assessment.stop_after_investigator = 1.0;
  for (ArmAssessment& arm : s.review->assessment.arms)
    arm.committee.reader.sensitivity = 0.5;
  const Fixture f{s};
  const OngoingTrial trial = trial_of({ongoing(84.0), ongoing(378.0)});
  const ScannedFollowUp follow_up = f.follow_up(trial);
  const std::vector<std::size_t> drawn{0, 1};
  ScannedDraws draws{follow_up, drawn};
  draws.begin(exponential_arms());
  WordStream words{{7, Purpose::forecast, 0}, 0};
  int events = 0;
  for (int i = 0; i < 1'000; ++i) {
    REQUIRE(draws.draw(0, words).event ==
            std::numeric_limits<double>::infinity());
    events +=
        draws.draw(1, words).event < std::numeric_limits<double>::infinity()
            ? 1
            : 0;
  }
  CHECK(events > 300);  // of those who may progress, half
}

namespace {

// Share of the futures whose event is on `day`, known so much later.
double share_at(const ScannedFollowUp& follow_up, double day, double lag,
                int count) {
  const std::vector<std::size_t> drawn{0};
  ScannedDraws draws{follow_up, drawn};
  draws.begin(exponential_arms());
  WordStream words{{7, Purpose::forecast, 0}, 0};
  int at = 0;
  for (int i = 0; i < count; ++i) {
    const FutureCourse course = draws.draw(0, words);
    at += course.event == day && course.known == day + lag ? 1 : 0;
  }
  return at / static_cast<double>(count);
}

}  // namespace

// The scan of day 378 isn't read: it may be that of the event, whose visit was
// made a few days earlier or later in other courses. P(event at the first visit
// after no event); 4.5 errors of the draws, and .01 for where windows fall.
TEST_CASE("a scan that waits to be read may be the event's",
          "[forecast][statistical]") {
  const double p = 1.0 - survival(42.0);
  constexpr int count = 20'000;
  const double error = 4.5 * std::sqrt(p * (1.0 - p) / count) + 0.01;
  for (const double lag : {0.0, 28.0}) {
    Scenario s = scanned_scenario();
    s.review->assessment.committee_lag = lag;
    for (ArmAssessment& arm : s.review->assessment.arms)
      arm.schedule =
          ScanSchedule{std::vector<ScanInterval>{{42, unbounded}}, 7};
    const Fixture f{s};
    const OngoingTrial waits = trial_of({ongoing(378.0, true)});
    CHECK(std::abs(share_at(f.follow_up(waits), 378.0, lag, count) - p) <
          error);
    // Where the data don't say that it waits, the lag does.
    const OngoingTrial silent = trial_of({ongoing(378.0, false)});
    const double expected = lag > 0.0 ? p : 0.0;
    CHECK(std::abs(share_at(f.follow_up(silent), 378.0, lag, count) -
                   expected) < error);
  }
}

TEST_CASE("times may count the day of randomization as 1",
          "[forecast][exact]") {
  const Fixture f;
  OngoingTrial from_0 = trial_of({event_at(84.0), ongoing(378.0)});
  OngoingTrial from_1 = from_0;
  from_1.time_origin = 1.0;
  for (OngoingParticipant& p : from_1.participants) p.time += 1.0;
  const ScannedFollowUp zero = f.follow_up(from_0);
  const ScannedFollowUp one = f.follow_up(from_1);
  for (const std::size_t i : {0U, 1U})
    CHECK(log_seen(zero, 2, i) == log_seen(one, 2, i));
  const std::vector<std::size_t> drawn{1};
  ScannedDraws draws_0{zero, drawn};
  ScannedDraws draws_1{one, drawn};
  draws_0.begin(exponential_arms());
  draws_1.begin(exponential_arms());
  WordStream words_0{{7, Purpose::forecast, 0}, 0};
  WordStream words_1{{7, Purpose::forecast, 0}, 0};
  for (int i = 0; i < 100; ++i)
    CHECK(draws_0.draw(0, words_0).event + 1.0 ==
          draws_1.draw(0, words_1).event);
}

// Seen for the last time on day 100 of a dropout: an event before it would be
// in the data, though it became known between dropout and cut-off.
TEST_CASE("a dropout had no event before", "[forecast][exact]") {
  Scenario s = scanned_scenario();
  s.review->assessment.committee_lag = 30.0;
  const Fixture f{s};
  OngoingParticipant dropout = event_at(100.0);
  dropout.status = FollowUp::dropout;
  const OngoingTrial trial = trial_of({dropout});
  CHECK(log_seen(f.follow_up(trial), 1, 0) ==
        Approx(std::log(survival(84.0))).epsilon(1e-9));
}
