#include "rehearse/analysis/innermost_intervals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rehearse {
namespace {

// Places on a line of whole numbers: 2k is the time k itself, 2k + 1 what lies
// between it and the next, the last place what comes after all. So every
// observation is a closed range of places.
struct Places {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

void collect_times(std::span<const IntervalObservation> observations,
                   std::vector<double>& times) {
  times.clear();
  for (const IntervalObservation& seen : observations) {
    times.push_back(seen.left);
    if (std::isfinite(seen.right) && seen.right != seen.left)
      times.push_back(seen.right);
  }
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
}

std::uint32_t rank(const std::vector<double>& times, double time) {
  return static_cast<std::uint32_t>(std::ranges::lower_bound(times, time) -
                                    times.begin());
}

Places places_of(const IntervalObservation& seen,
                 const std::vector<double>& times) {
  const std::uint32_t left = 2 * rank(times, seen.left);
  if (seen.left == seen.right) return {left, left};
  // +inf has the rank after the last.
  return {left + 1, std::isfinite(seen.right)
                        ? 2 * rank(times, seen.right)
                        : 2 * static_cast<std::uint32_t>(times.size())};
}

double time_of(std::uint32_t place, const std::vector<double>& times) {
  return place / 2 < times.size() ? times[place / 2]
                                  : std::numeric_limits<double>::infinity();
}

// From marks at the places where observations begin and end: the intervals,
// and how many of them begin before, and end up to, each place.
void scan_places(InnermostIntervals& found) {
  constexpr auto none = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t begun = none;
  std::uint32_t count = 0;
  for (std::uint32_t place = 0; place < found.begins.size(); ++place) {
    const bool begins = found.begins[place] > 0;
    const bool ends = found.ends[place] > 0;
    found.begins[place] = count;
    if (begins) begun = place;
    if (ends && begun != none) {
      found.intervals.push_back(
          {time_of(begun, found.times), time_of(place, found.times)});
      begun = none;
      ++count;
    }
    found.ends[place] = count;
  }
}

}  // namespace

void find_innermost(std::span<const IntervalObservation> observations,
                    InnermostIntervals& found) {
  collect_times(observations, found.times);
  found.intervals.clear();
  found.covered.clear();
  found.begins.assign(2 * found.times.size() + 1, 0);
  found.ends.assign(2 * found.times.size() + 1, 0);
  for (const IntervalObservation& seen : observations) {
    const auto [begin, end] = places_of(seen, found.times);
    found.begins[begin] = 1;
    found.ends[end] = 1;
    found.covered.push_back({begin, end});
  }
  scan_places(found);
  for (auto& [first, last] : found.covered) {
    first = found.begins[first];
    last = found.ends[last];
  }
}

}  // namespace rehearse
