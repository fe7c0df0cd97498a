#include "rehearse/montecarlo/look_intervals.hpp"

#include <algorithm>
#include <limits>

#include "rehearse/core/time_grid.hpp"

namespace rehearse {

namespace {

constexpr double unseen = std::numeric_limits<double>::infinity();

struct Interval {
  double left;
  double right;
};

Interval reviewed_interval(ReviewedEndpoint& endpoint, std::size_t i,
                           double follow_up) {
  const auto [time, reason] = endpoint.outcome_at(i, follow_up);
  if (!is_event(reason)) return {time, unseen};
  if (reason == Reason::progression)
    return {static_cast<double>(endpoint.last_scan_without_call(i).day), time};
  return {time, time};
}

Interval exact_interval(const Participants& people, std::size_t i,
                        double follow_up) {
  const double event = people.event_time[i];
  const double end =
      std::min(people.dropout_time[i], completed_duration(follow_up));
  if (event <= end && event < never) return {event, event};
  return {std::min(end, longest_duration), unseen};
}

}  // namespace

void observe_intervals(const Participants& people,
                       std::span<const std::uint32_t> analysis_stratum,
                       double cut, const ReviewOf& review,
                       std::vector<IntervalObservation>& observations) {
  observations.clear();
  for (std::size_t i = 0; i < people.size() && people.entry[i] < cut; ++i) {
    const double follow_up = cut - people.entry[i];
    const std::size_t number = review.number.empty() ? i : review.number[i];
    const auto [left, right] =
        review.endpoint != nullptr
            ? reviewed_interval(*review.endpoint, number, follow_up)
            : exact_interval(people, i, follow_up);
    observations.push_back({left, right, analysis_stratum[people.cell[i]],
                            static_cast<Role>(people.arm[i])});
  }
}

}  // namespace rehearse
