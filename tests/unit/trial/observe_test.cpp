#include "rehearse/trial/observe.hpp"

#include <vector>

#include "rehearse/core/time_grid.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// Four participants by hand: entry, event, dropout [days].
Participants four() {
  Participants people;
  people.resize(4, false);
  people.entry = {10.0, 20.0, 30.0, 40.0};
  people.arm = {0, 1, 0, 1};
  people.event_time = {100.0, 50.0, never, 60.0};
  people.dropout_time = {never, 40.0, 200.0, 60.0};
  return people;
}

Look events(int count) {
  Look look;
  look.events = count;
  return look;
}

struct Observed {
  Participants people = four();
  Observations observations{4};
  Observed() {
    const std::vector<std::uint32_t> stratum{0};
    observations.observe(people, stratum);
  }
  Cut cut(const Look& look, double previous = 0.0) const {
    return observations.cut_of(look, people, previous);
  }
};

}  // namespace

TEST_CASE("an event look is at that event", "[trial][exact][SIM-16]") {
  // Events at 40 + 60 = 100 (the dropout of that day is later: an event) and
  // 10 + 100 = 110; the second participant drops out before.
  const Observed o;
  CHECK(o.cut(events(1)).time == 100.0);
  CHECK(o.cut(events(2)).time == 110.0);
  CHECK(o.cut(events(2)).reached);
}

TEST_CASE("a trigger that never occurs cuts at the last observation",
          "[trial][exact]") {
  const Observed o;
  const Cut cut = o.cut(events(3));
  CHECK_FALSE(cut.reached);
  CHECK(cut.time == 230.0);  // the third participant's dropout
}

TEST_CASE("calendar counts from the first entry, follow-up from the last",
          "[trial][exact][SIM-16]") {
  const Observed o;
  Look look;
  look.calendar = 70.0;
  CHECK(o.cut(look).time == 80.0);
  look.follow_up = 50.0;
  CHECK(o.cut(look).time == 90.0);  // the later of the two
  look.at = TriggerRule::earliest;
  CHECK(o.cut(look).time == 80.0);
}

TEST_CASE("a wait is bounded from the calendar or the look before",
          "[trial][exact]") {
  const Observed o;
  Look look = events(2);
  look.wait_at_most = 5.0;
  CHECK(o.cut(look, 100.0).time == 105.0);
  CHECK(o.cut(look, 100.0).reached);
  look.calendar = 70.0;
  CHECK(o.cut(look, 0.0).time == 85.0);
  look.wait_at_most = 1000.0;
  CHECK(o.cut(look, 0.0).time == 110.0);
}

TEST_CASE("a look is never before the one before", "[trial][exact]") {
  CHECK(Observed{}.cut(events(1), 105.0).time == 105.0);
}

TEST_CASE("a cut holds who entered before it, as they were then",
          "[trial][exact]") {
  Observed o;
  const auto data = o.observations.data_at(40.0, o.people);
  REQUIRE(data.size() == 3);  // the fourth enters on that day
  CHECK(data[0] == pack(ticks(10.0), 0, Role::control, false));
  CHECK(data[1] == pack(ticks(20.0), 0, Role::experimental, false));
  CHECK(data[2] == pack(ticks(30.0), 0, Role::control, false));
  const auto later = o.observations.data_at(100.0, o.people);
  REQUIRE(later.size() == 4);
  CHECK(later[0] == pack(ticks(40.0), 0, Role::experimental, false));
  CHECK(later[1] == pack(ticks(60.0), 0, Role::experimental, true));
  CHECK(later[2] == pack(ticks(70.0), 0, Role::control, false));
  CHECK(later[3] == pack(ticks(90.0), 0, Role::control, false));
}
