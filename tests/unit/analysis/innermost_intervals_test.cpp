#include "rehearse/analysis/innermost_intervals.hpp"

#include <limits>
#include <vector>

#include "rehearse/analysis/interval_counts.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double unseen = std::numeric_limits<double>::infinity();

InnermostIntervals find(const std::vector<IntervalObservation>& seen) {
  InnermostIntervals found;
  find_innermost(seen, found);
  return found;
}

}  // namespace

TEST_CASE("innermost intervals of Peto's example", "[analysis][intervals]") {
  // (0,2] meets (1,3] in (1,2]; (4,inf) ends in itself.
  const auto found = find({{0, 2}, {1, 3}, {4, unseen}, {0, unseen}});
  CHECK(found.intervals == std::vector<InnermostInterval>{{1, 2}, {4, unseen}});
  CHECK(found.covered ==
        std::vector<CoveredIntervals>{{0, 1}, {0, 1}, {1, 2}, {0, 2}});
}

TEST_CASE("left ends are open, right ends closed, exact times both",
          "[analysis][intervals]") {
  SECTION("an event at a time another was last free at") {
    const auto found = find({{2, 2}, {2, 5}});
    CHECK(found.intervals == std::vector<InnermostInterval>{{2, 2}, {2, 5}});
    CHECK(found.covered == std::vector<CoveredIntervals>{{0, 1}, {1, 2}});
  }
  SECTION("an event at the right end of another") {
    const auto found = find({{5, 5}, {2, 5}});
    CHECK(found.intervals == std::vector<InnermostInterval>{{5, 5}});
    CHECK(found.covered == std::vector<CoveredIntervals>{{0, 1}, {0, 1}});
  }
  SECTION("one ends where another begins") {
    const auto found = find({{0, 2}, {2, 4}});
    CHECK(found.intervals == std::vector<InnermostInterval>{{0, 2}, {2, 4}});
  }
  SECTION("censored at an event's time is after it") {
    const auto found = find({{3, 3}, {3, unseen}});
    CHECK(found.covered == std::vector<CoveredIntervals>{{0, 1}, {1, 2}});
  }
  SECTION("an event at 0 is outside (0, 1]") {
    const auto found = find({{0, 0}, {0, 1}});
    CHECK(found.intervals == std::vector<InnermostInterval>{{0, 0}, {0, 1}});
  }
  SECTION("exact inside a range") {
    const auto found = find({{3, 3}, {1, 6}, {2, 2}});
    CHECK(found.intervals == std::vector<InnermostInterval>{{2, 2}, {3, 3}});
    CHECK(found.covered[1] == CoveredIntervals{0, 2});
  }
}

TEST_CASE("equal observations of an arm are one count",
          "[analysis][intervals]") {
  const std::vector<IntervalObservation> seen{
      {0, 2, 0, Role::control},      {0, 2, 0, Role::experimental},
      {0, 2, 0, Role::control},      {1, 3, 0, Role::control},
      {4, unseen, 0, Role::control}, {4, unseen, 0, Role::experimental},
      {0, unseen, 0, Role::control}, {3, 4, 0, Role::experimental}};
  IntervalCounts counts;
  count_intervals(seen, find(seen), counts);
  REQUIRE(counts.intervals == 3);  // (1,2], (3,4], (4,inf)
  REQUIRE(counts.events.size() == 3);
  CHECK(counts.events[0].count == 3.0);  // control: (0,2] twice and (1,3]
  CHECK(counts.events[0].arm == 0);
  CHECK(counts.events[1].count == 1.0);
  CHECK(counts.events[1].arm == 1);
  CHECK(counts.events[2].first == 1);
  CHECK(counts.events[2].last == 2);
  CHECK(counts.survivors[0] == std::vector{1.0, 0.0, 1.0});
  CHECK(counts.survivors[1] == std::vector{0.0, 0.0, 1.0});
}

TEST_CASE("memory of a larger data set leaves nothing behind",
          "[analysis][intervals]") {
  InnermostIntervals found;
  find_innermost(
      std::vector<IntervalObservation>{
          {0, 2}, {1, 3}, {4, unseen}, {0, unseen}, {2.5, 7}},
      found);
  find_innermost(std::vector<IntervalObservation>{{1, 6}, {5, 5}}, found);
  const auto alone = find({{1, 6}, {5, 5}});
  CHECK(found.intervals == alone.intervals);
  CHECK(found.covered == alone.covered);
  CHECK(found.times == std::vector{1.0, 5.0, 6.0});
}
