#include "rehearse/analysis/ranked_times.hpp"

#include <algorithm>

namespace rehearse {

RankedTimes rank_times(std::span<const double> times) {
  std::vector<double> sorted{times.begin(), times.end()};
  std::ranges::sort(sorted);
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());

  RankedTimes ranked;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const bool tied =
        i > 0 && sorted[i] - sorted[i - 1] <= tie_tolerance * sorted[i];
    if (tied)
      ++ranked.tied;
    else
      ranked.distinct.push_back(sorted[i]);
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
