#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/analysis/innermost_intervals.hpp"

namespace rehearse {

/// So many participants of an arm whose event is in the innermost intervals
/// from `first` up to, but not, `last`, which is not the end of all.
struct IntervalCount {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  double count = 0.0;
  std::size_t arm = 0;
};

/// A stratum's observations by the innermost intervals that they cover: the
/// likelihood depends on them through nothing else.
struct IntervalCounts {
  std::size_t intervals = 0;
  /// Sorted by first, last and arm.
  std::vector<IntervalCount> events;
  /// By arm and k: participants whose event is after the first k intervals,
  /// with no end known; [intervals].
  std::array<std::vector<double>, arm_count> survivors;
  std::vector<std::uint64_t> keys;  ///< scratch
};

/// Fills in `counts` from observations that cover innermost intervals
/// (`find_innermost`).
void count_intervals(std::span<const IntervalObservation> observations,
                     const InnermostIntervals& innermost,
                     IntervalCounts& counts);

}  // namespace rehearse
