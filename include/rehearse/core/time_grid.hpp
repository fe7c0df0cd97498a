#pragma once

#include <bit>
#include <cstdint>

namespace rehearse {

/// The grid of simulated times: every entry, event and dropout time is a whole
/// number of ticks of 2^-14 day (5 s). Sums and differences of such times are
/// exact in `double`, so that "the event that triggers a cut is inside that
/// cut" is arithmetic and not luck, and a time sorts as an integer. It is
/// coarse enough that R's survival, which ties times closer than 1.5e-8 of
/// their mean
/// (`timefix`), sees the ties that we see for mean times up to eleven years.
inline constexpr double ticks_per_day = 16'384.0;  // 2^14
inline constexpr double one_tick = 1.0 / ticks_per_day;

/// Later than anything observed: 2^20 days, 2,871 years.
inline constexpr double never = 1'048'576.0;

/// In [2^38, 2^39) doubles are 2^-14 apart: adding this rounds to the grid.
inline constexpr double grid_anchor = 412'316'860'416.0;  // 1.5 * 2^38

/// `days` >= 0 (or +inf) rounded to the grid, at most `never`.
[[nodiscard]] constexpr double on_grid(double days) {
  const double capped = days < never ? days : never;
  return (capped + grid_anchor) - grid_anchor;
}

/// A duration on the grid of at least one tick: nothing happens at entry
/// itself, so that whoever has an event has entered before it.
[[nodiscard]] constexpr double duration_on_grid(double days) {
  const double rounded = on_grid(days);
  return rounded > one_tick ? rounded : one_tick;
}

/// Ticks of a time on the grid: the low bits of its double when anchored.
[[nodiscard]] constexpr std::uint64_t ticks(double days) {
  return std::bit_cast<std::uint64_t>(days + grid_anchor) -
         std::bit_cast<std::uint64_t>(grid_anchor);
}

/// Time of `tick` [days].
[[nodiscard]] constexpr double time_of_tick(std::uint64_t tick) {
  return static_cast<double>(tick) * one_tick;
}

}  // namespace rehearse
