#include "rehearse/core/time_grid.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace rehearse;

namespace {
constexpr double infinite = std::numeric_limits<double>::infinity();
}

TEST_CASE("calendar times round to the nearest tick", "[core][exact]") {
  CHECK(one_tick == 0x1p-24);
  CHECK(on_grid(1.0) == 1.0);
  CHECK(on_grid(1.0 + 0.4 * one_tick) == 1.0);
  CHECK(on_grid(1.0 + 0.6 * one_tick) == 1.0 + one_tick);
  CHECK(on_grid(1e9) == never);
  CHECK(on_grid(infinite) == never);
}

TEST_CASE("durations round to the nearest step, one at least",
          "[core][exact]") {
  CHECK(duration_step == 0x1p-14);
  CHECK(duration_on_grid(0.0) == duration_step);
  CHECK(duration_on_grid(3.5) == 3.5);
  CHECK(duration_on_grid(3.5 + 0.4 * duration_step) == 3.5);
  CHECK(duration_on_grid(3.5 + 0.6 * duration_step) == 3.5 + duration_step);
  CHECK(duration_on_grid(infinite) == never);
}

TEST_CASE("an exposure is as long as its whole steps", "[core][exact]") {
  CHECK(completed_duration(0.0) == 0.0);
  CHECK(completed_duration(duration_step - one_tick) == 0.0);
  CHECK(completed_duration(3.5) == 3.5);
  CHECK(completed_duration(3.5 - one_tick) == 3.5 - duration_step);
  CHECK(completed_duration(3.5 + duration_step - one_tick) == 3.5);
  CHECK(completed_duration(2.0 * never - one_tick) ==
        2.0 * never - duration_step);
}

TEST_CASE("ticks and times are each other's inverse", "[core][exact]") {
  const double days = GENERATE(0.0, one_tick, 1.0, 365.25, 1e4 + one_tick,
                               1048575.0, longest_duration, never);
  CHECK(time_of_tick(ticks(days)) == days);
  CHECK(ticks(days) == static_cast<std::uint64_t>(days * ticks_per_day));
}

TEST_CASE("sums of times are exact", "[core][exact]") {
  const double entry = on_grid(123.456789);
  const double event = duration_on_grid(987.654321);
  const double cut = entry + event;
  CHECK(cut - entry == event);
  CHECK(on_grid(cut) == cut);
  CHECK(completed_duration(cut - entry) == event);
}
