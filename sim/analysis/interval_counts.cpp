#include "rehearse/analysis/interval_counts.hpp"

#include <algorithm>

namespace rehearse {
namespace {

constexpr unsigned bits = 31;  // of a number of intervals
constexpr std::uint64_t low = (1ULL << bits) - 1;

// Equal where first, last and arm are.
std::uint64_t key_of(const CoveredIntervals& covered, Role arm) {
  return std::uint64_t{covered.first} << (bits + 1) |
         std::uint64_t{covered.last} << 1 | static_cast<std::uint64_t>(arm);
}

void count_equal(std::span<const std::uint64_t> sorted,
                 std::vector<IntervalCount>& events) {
  events.clear();
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i == 0 || sorted[i] != sorted[i - 1])
      events.push_back({static_cast<std::uint32_t>(sorted[i] >> (bits + 1)),
                        static_cast<std::uint32_t>(sorted[i] >> 1 & low), 0.0,
                        static_cast<std::size_t>(sorted[i] & 1U)});
    ++events.back().count;
  }
}

}  // namespace

void count_intervals(std::span<const IntervalObservation> observations,
                     const InnermostIntervals& innermost,
                     IntervalCounts& counts) {
  counts.intervals = innermost.intervals.size();
  for (auto& arm : counts.survivors) arm.assign(counts.intervals, 0.0);
  counts.keys.clear();
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const CoveredIntervals& covered = innermost.covered[i];
    const Role arm = observations[i].arm;
    if (covered.last == counts.intervals)
      ++counts.survivors[static_cast<std::size_t>(arm)][covered.first];
    else
      counts.keys.push_back(key_of(covered, arm));
  }
  std::ranges::sort(counts.keys);
  count_equal(counts.keys, counts.events);
}

}  // namespace rehearse
