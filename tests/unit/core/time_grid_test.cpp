#include "rehearse/core/time_grid.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("times round to the nearest tick of 2^-14 day", "[core][exact]") {
  CHECK(on_grid(1.0) == 1.0);
  CHECK(on_grid(1.0 + 0.4 * one_tick) == 1.0);
  CHECK(on_grid(1.0 + 0.6 * one_tick) == 1.0 + one_tick);
  CHECK(on_grid(1e9) == never);
  CHECK(on_grid(std::numeric_limits<double>::infinity()) == never);
  CHECK(duration_on_grid(0.0) == one_tick);
  CHECK(duration_on_grid(3.5) == 3.5);
}

TEST_CASE("ticks and times are each other's inverse", "[core][exact]") {
  const double days = GENERATE(0.0, one_tick, 1.0, 365.25, 1e4 + one_tick,
                               1048575.0, never - one_tick, never);
  CHECK(time_of_tick(ticks(days)) == days);
  CHECK(ticks(days) == static_cast<std::uint64_t>(days * ticks_per_day));
}

TEST_CASE("sums of times are exact", "[core][exact]") {
  const double entry = on_grid(123.456789);
  const double event = on_grid(987.654321);
  const double cut = entry + event;
  CHECK(cut - entry == event);
  CHECK(on_grid(cut) == cut);
}
