// The bookkeeping of futures: whose courses are drawn, what they share, when an
// event counts.
#include "rehearse/forecast/futures.hpp"

#include <cmath>

#include "rehearse/forecast/simulated_course.hpp"
#include "rehearse/montecarlo/simulated_trial.hpp"
#include "support/catch.hpp"
#include "unit/forecast/scanned.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

OngoingTrial three_participants() {
  OngoingTrial trial{"2026-01-01", 400.0, 0.0, {}};
  trial.participants.resize(3);
  trial.participants[0] = {0.0, 100.0, FollowUp::event, {}, {}, {}, false};
  trial.participants[1] = {10.0, 90.0, FollowUp::dropout, {}, {}, {}, false};
  trial.participants[2] = {20.0, 50.0, FollowUp::ongoing, {}, {}, {}, false};
  return trial;
}

FuturesPlan plan_of(std::size_t to_enter, double dropout_hazard) {
  FuturesPlan plan;
  plan.pairs = 200;
  plan.to_enter = to_enter;
  plan.milestones = {{"", Counted::events, 2}, {"", Counted::participants, 4}};
  plan.hazards = [](std::size_t) { return exponential_arms(); };
  plan.dropout_hazard = [=](std::size_t) { return dropout_hazard; };
  plan.enter = [](std::size_t, std::span<double> entries, WordStream& words) {
    double day = 400.0;
    for (double& entry : entries) entry = day += 30.0 * words.uniform();
  };
  return plan;
}

FutureTable futures_of(const OngoingTrial& trial, const FuturesPlan& plan) {
  const auto drawn = participants_drawn(trial, plan);
  const std::vector<double> shares{0.5, 0.5};
  auto table =
      simulate_futures(trial, plan, ExactDraws{trial, drawn, shares}, {});
  REQUIRE(table);
  return *table;
}

}  // namespace

TEST_CASE("every other pair shares its entries", "[forecast][exact]") {
  const FutureTable table = futures_of(three_participants(), plan_of(5, 0.0));
  const std::vector<double>& fourth = table.days[1];
  for (std::size_t f = 0; f < table.futures; f += 4) {
    CHECK(fourth[f] == fourth[f + 1]);
    CHECK(fourth[f + 2] != fourth[f + 3]);
    CHECK(fourth[f] != fourth[f + 2]);
  }
}

// Last seen on day 70 of 400: an event since then would be known by now, and
// becomes known from the next day on.
TEST_CASE("what isn't known at the cut-off is known after it",
          "[forecast][exact]") {
  const FutureTable table = futures_of(three_participants(), plan_of(0, 0.0));
  for (const double second : table.days[0]) {
    CHECK(second >= 401.0);
    CHECK(second < not_reached);
  }
  CHECK(std::ranges::count(table.days[0], 401.0) > 50);  // since day 70
}

// A hazard of dropout of one a minute leaves nobody to have an event.
TEST_CASE("who drops out has no event", "[forecast][exact]") {
  const FutureTable table =
      futures_of(three_participants(), plan_of(5, 1440.0));
  CHECK(std::ranges::count(table.days[0], not_reached) ==
        std::ssize(table.days[0]));
}

TEST_CASE("counts are those by the end of a day", "[forecast][exact]") {
  FuturesPlan plan = plan_of(0, 0.0);
  plan.months = {400.0, 1e9, 401.0};
  plan.needs = {{{"", Counted::events, 2}, 1e9},
                {{"", Counted::participants, 4}, 400.0}};
  FutureTable table = futures_of(three_participants(), plan);
  for (std::size_t f = 0; f < table.futures; ++f) {
    CHECK(table.events.of(f)[1] == 2);
    CHECK(table.events.of(f)[0] == 1);
    CHECK(table.events.of(f)[2] == (table.days[0][f] <= 401.0 ? 2U : 1U));
    CHECK(table.participants.of(f)[0] == 3);
    CHECK(table.needed.of(f)[0] == 2);
    CHECK(table.needed.of(f)[1] == 3);
  }
}

// Whole days, what happens on the first being 1; from the trial's own times.
TEST_CASE("a simulated trial is seen as its data would be",
          "[forecast][exact]") {
  Scenario s = plain_scenario();
  s.dropout_hazard = {2e-3, 2e-3};
  s.analysis.looks.resize(1);
  s.analysis.looks[0].events = 100;
  const TrialPlan plan{s};
  SimulatedCourse course{s, plan};
  course.simulate(4);
  const Participants people = simulate_trial(s, 4).participants;
  const double cutoff = 300.0;
  const OngoingTrial seen = course.seen_at(cutoff);
  int dropouts = 0;
  for (std::size_t i = 0; i < seen.participants.size(); ++i) {
    const OngoingParticipant& p = seen.participants[i];
    const double entry = people.entry[i];
    CHECK(p.randomized == std::floor(entry));
    const double ends = std::floor(
        entry + std::min(people.event_time[i], people.dropout_time[i]));
    const bool is_event = people.event_time[i] <= people.dropout_time[i];
    CHECK(p.status == (ends > cutoff ? FollowUp::ongoing
                       : is_event    ? FollowUp::event
                                     : FollowUp::dropout));
    CHECK(p.time == std::min(ends, cutoff) - p.randomized + 1.0);
    dropouts += p.status == FollowUp::dropout ? 1 : 0;
  }
  CHECK(dropouts > 20);
  CHECK(course.day_of_event(count_of(seen, FollowUp::event)) <= cutoff);
  CHECK(course.day_of_event(count_of(seen, FollowUp::event) + 1) > cutoff);
}
