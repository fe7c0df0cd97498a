#include "rehearse/endpoint/scan_schedule.hpp"

#include <array>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// NCT06561607: every 6 weeks, every 12 after week 48.
ScanSchedule trial_schedule(int window = 7) {
  return {std::array{ScanInterval{42, 336.0}, ScanInterval{84, unbounded}},
          window};
}

}  // namespace

TEST_CASE("visits are due every 42 days to day 336, then every 84",
          "[endpoint][exact]") {
  const ScanSchedule schedule = trial_schedule();
  const std::vector<int> days{0,   42,  84,  126, 168, 210,
                              252, 294, 336, 420, 504, 588};
  for (std::size_t visit = 0; visit < days.size(); ++visit)
    CHECK(schedule.nominal_day(static_cast<int>(visit)) == days[visit]);
  CHECK(schedule.nominal_day(1008) == 336 + 1000 * 84);
}

TEST_CASE("the deadline is the visit after the allowed missed ones",
          "[endpoint][exact]") {
  // domain.md §2: missed 336 and 420 after day 294, 420 and 504 after day 336.
  const ScanSchedule schedule = trial_schedule();
  CHECK(schedule.deadline(0, 1) == 84 + 7);
  CHECK(schedule.deadline(7, 1) == 420 + 7);
  CHECK(schedule.deadline(8, 1) == 504 + 7);
  CHECK(schedule.deadline(7, 0) == 336 + 7);
  CHECK(schedule.deadline(7, 2) == 504 + 7);
}

TEST_CASE("an interval holds while its next visit is within it",
          "[endpoint][exact]") {
  // Until day 100, in which no visit of 84 days fits after day 84.
  const ScanSchedule schedule{
      std::array{ScanInterval{84, 100.0}, ScanInterval{30, 130.0},
                 ScanInterval{50, 140.0}, ScanInterval{21, unbounded}},
      3};
  const std::vector<int> days{0, 84, 114, 135, 156};
  for (std::size_t visit = 0; visit < days.size(); ++visit)
    CHECK(schedule.nominal_day(static_cast<int>(visit)) == days[visit]);
}

TEST_CASE("last_visit_by inverts nominal_day", "[endpoint][exact]") {
  const ScanSchedule schedule = trial_schedule();
  for (const int visit : {1, 7, 8, 9, 10, 63, 64, 500}) {
    const double day = schedule.nominal_day(visit);
    CAPTURE(visit);
    CHECK(schedule.last_visit_by(day) == visit);
    CHECK(schedule.last_visit_by(day - 0.001) == visit - 1);
    CHECK(schedule.last_visit_by(day + 41.9) == visit);
  }
  CHECK(schedule.last_visit_by(-5.0) == 0);
  CHECK(schedule.last_visit_by(41.0) == 0);
}

TEST_CASE("actual days are uniform over the window", "[endpoint][exact]") {
  const ScanSchedule schedule = trial_schedule();
  CHECK(schedule.actual_day(8, 0) == 329);
  CHECK(schedule.actual_day(8, 0xFFFFFFFF) == 343);
  std::array<int, 15> counts{};
  constexpr std::uint32_t words = 150'000;
  for (std::uint32_t i = 0; i < words; ++i) {
    const auto word =
        static_cast<std::uint32_t>((2ULL * i + 1) * 0x80000000ULL / words);
    ++counts[static_cast<std::size_t>(schedule.actual_day(9, word) - 413)];
  }
  for (const int count : counts) CHECK(count == 10'000);
  CHECK(trial_schedule(0).actual_day(3, 0xFFFFFFFF) == 126);
}

TEST_CASE("a schedule whose visits could meet is refused",
          "[endpoint][exact]") {
  CHECK_NOTHROW(trial_schedule(20));
  CHECK_THROWS_AS(trial_schedule(21), PreconditionError);
  CHECK_THROWS_AS(trial_schedule(-1), PreconditionError);
  const auto bounded = std::array{ScanInterval{42, 336.0}};
  CHECK_THROWS_AS((ScanSchedule{bounded, 0}), PreconditionError);
  const auto descending = std::array{ScanInterval{42, 336.0},
                                     ScanInterval{21, 100.0}, ScanInterval{84}};
  CHECK_THROWS_AS((ScanSchedule{descending, 0}), PreconditionError);
}
