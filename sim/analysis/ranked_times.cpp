#include "rehearse/analysis/ranked_times.hpp"

#include <algorithm>
#include <cmath>

namespace rehearse {
namespace {

constexpr double tolerance = 0x1p-26;  // R's sqrt(.Machine$double.eps)

}  // namespace

RankedTimes rank_times(std::span<const double> times) {
  std::vector<double> sorted{times.begin(), times.end()};
  std::ranges::sort(sorted);
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  double mean = 0.0;
  for (const double time : sorted)
    mean += std::abs(time) / static_cast<double>(sorted.size());

  RankedTimes ranked;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double gap = i > 0 ? sorted[i] - sorted[i - 1] : 0.0;
    const bool tied = i > 0 && (gap <= tolerance || gap / mean <= tolerance);
    if (!tied) ranked.distinct.push_back(sorted[i]);
  }
  ranked.rank.reserve(times.size());
  for (const double time : times) {
    const auto next = std::ranges::upper_bound(ranked.distinct, time);
    ranked.rank.push_back(
        static_cast<std::uint64_t>(next - ranked.distinct.begin()) - 1);
  }
  return ranked;
}

}  // namespace rehearse
