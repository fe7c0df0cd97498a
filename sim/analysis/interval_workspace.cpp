#include "rehearse/analysis/interval_workspace.hpp"

#include <algorithm>

namespace rehearse {
namespace {

// Whose range holds all innermost intervals says nothing.
bool says_something(const IntervalCounts& counts, std::size_t arm) {
  const auto& survivors = counts.survivors[arm];
  return std::ranges::any_of(
             counts.events,
             [&](const IntervalCount& event) { return event.arm == arm; }) ||
         std::any_of(survivors.begin() + 1, survivors.end(),
                     [](double count) { return count > 0.0; });
}

}  // namespace

ProfilePoint fit_pooled(std::span<const IntervalObservation> observations,
                        IntervalStratum& memory) {
  find_innermost(observations, memory.innermost);
  count_intervals(observations, memory.innermost, memory.counts);
  begin_search(memory.counts, memory.hazard);
  return maximize_baseline(memory.counts, 0.0, memory.hazard);
}

std::span<IntervalStratum> fit_strata(
    std::span<const IntervalObservation> observations, std::size_t strata,
    IntervalWorkspace& workspace) {
  auto& all = workspace.strata;
  if (all.size() < strata) all.resize(strata);
  for (IntervalStratum& stratum : all) stratum.observations.clear();
  for (const IntervalObservation& seen : observations)
    all[seen.stratum].observations.push_back(seen);
  const auto none = std::partition(all.begin(), all.end(),
                                   [](const IntervalStratum& stratum) {
                                     return !stratum.observations.empty();
                                   });
  const std::span present{all.begin(), none};
  for (IntervalStratum& stratum : present)
    static_cast<void>(fit_pooled(stratum.observations, stratum));
  return present;
}

bool compares_arms(const IntervalCounts& counts) {
  return says_something(counts, 0) && says_something(counts, 1);
}

}  // namespace rehearse
