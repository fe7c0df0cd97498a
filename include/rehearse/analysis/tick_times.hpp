#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "rehearse/analysis/ranked_times.hpp"
#include "rehearse/core/time_grid.hpp"

namespace rehearse {

/// The times that the ticks of a data set stand for: those of the simulator's
/// grid [days], or the distinct times of a data file [its unit].
struct TickTimes {
  std::span<const double> distinct;  ///< ascending; empty: the grid's

  [[nodiscard]] double operator()(std::uint64_t tick) const {
    return distinct.empty() ? time_of_tick(tick) : distinct[tick];
  }

  /// The first tick later than `time` (>= 0); a data file's time that only
  /// rounding tells from it (as `rank_times` has it) is not later.
  [[nodiscard]] std::uint64_t first_after(double time) const {
    if (distinct.empty()) return ticks(std::min(time, never)) + 1;
    const double rounded = time + tie_tolerance * time;
    return static_cast<std::uint64_t>(
        std::ranges::upper_bound(distinct, rounded) - distinct.begin());
  }

  /// A data file's first tick that is `time` or later, by the same rule.
  [[nodiscard]] std::uint64_t first_from(double time) const {
    const double rounded = time - tie_tolerance * time;
    return static_cast<std::uint64_t>(
        std::ranges::lower_bound(distinct, rounded) - distinct.begin());
  }
};

}  // namespace rehearse
