#pragma once

#include <bit>
#include <cstdint>

namespace rehearse {

// The grids of simulated times. Calendar times (entry, cuts) are whole ticks of
// 2^-24 day (5 ms); durations since entry are whole steps of 2^-14 day (5 s).
// Sums and differences are then exact in `double`, so that "the event that
// triggers a cut is inside that cut" is arithmetic and not luck, and a time
// sorts as an integer. Calendar times are so fine that two events practically
// never share one; durations so coarse that R's survival, which ties times
// closer than 1.5e-8 of their mean (`timefix`), sees the ties that we see for
// mean times up to eleven years.
inline constexpr double ticks_per_day = 16'777'216.0;  // 2^24
inline constexpr double one_tick = 1.0 / ticks_per_day;
inline constexpr double duration_step = 1.0 / 16'384.0;  // 2^-14 [days]

/// Later than anything observed: 2^20 days, 2,871 years.
inline constexpr double never = 1'048'576.0;
inline constexpr double longest_duration = never - duration_step;

/// In [2^28, 2^29) doubles are 2^-24 apart, in [2^38, 2^39) 2^-14: adding and
/// taking away an anchor there rounds to the grid.
inline constexpr double calendar_anchor = 402'653'184.0;      // 1.5 * 2^28
inline constexpr double duration_anchor = 412'316'860'416.0;  // 1.5 * 2^38

/// A calendar time: `days` >= 0 (or +inf) to the nearest tick, at most `never`.
[[nodiscard]] constexpr double on_grid(double days) {
  const double capped = days < never ? days : never;
  return (capped + calendar_anchor) - calendar_anchor;
}

/// A duration: `days` to the nearest step, at least one and at most `never`.
/// Nothing happens at entry itself, so that whoever has an event has entered
/// before it.
[[nodiscard]] constexpr double duration_on_grid(double days) {
  const double capped = days < never ? days : never;
  const double rounded = (capped + duration_anchor) - duration_anchor;
  return rounded > duration_step ? rounded : duration_step;
}

/// The whole steps of an exposure of `days` in [0, 2^21): a duration on the
/// grid is within the one if and only if it is within the other.
[[nodiscard]] constexpr double completed_duration(double days) {
  const double rounded = (days + duration_anchor) - duration_anchor;
  return rounded > days ? rounded - duration_step : rounded;
}

/// Ticks of a time on either grid: the low bits of its double when anchored.
[[nodiscard]] constexpr std::uint64_t ticks(double days) {
  return std::bit_cast<std::uint64_t>(days + calendar_anchor) -
         std::bit_cast<std::uint64_t>(calendar_anchor);
}

/// Time of `tick` [days].
[[nodiscard]] constexpr double time_of_tick(std::uint64_t tick) {
  return static_cast<double>(tick) * one_tick;
}

}  // namespace rehearse
