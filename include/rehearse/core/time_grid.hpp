#pragma once

#include <cmath>
#include <cstdint>

namespace rehearse {

/// The grid of simulated times: every entry, event and dropout time is a whole
/// number of ticks of 2^-24 day (5 ms). Sums and differences of such times are
/// exact in `double`, so that "the event that triggers a cut is inside that
/// cut" is arithmetic and not luck, and a time sorts as an integer.
inline constexpr double ticks_per_day = 16'777'216.0;  // 2^24

/// Later than anything observed: 2^20 days, 2,871 years.
inline constexpr double never = 1'048'576.0;

/// `days` >= 0 (or +inf) on the grid, in [0, never].
[[nodiscard]] inline double on_grid(double days) {
  const double capped = days < never ? days : never;
  return std::nearbyint(capped * ticks_per_day) / ticks_per_day;
}

/// Ticks of a time on the grid.
[[nodiscard]] inline std::uint64_t ticks(double days) {
  return static_cast<std::uint64_t>(days * ticks_per_day);
}

/// Time of `tick` [days].
[[nodiscard]] inline double time_of_tick(std::uint64_t tick) {
  return static_cast<double>(tick) / ticks_per_day;
}

}  // namespace rehearse
