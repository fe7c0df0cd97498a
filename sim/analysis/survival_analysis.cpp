#include "rehearse/analysis/survival_analysis.hpp"

#include <algorithm>
#include <vector>

namespace rehearse {
namespace {

double time_of(const MedianTicks& median, std::span<const double> times) {
  if (!median.reached) return std::numeric_limits<double>::infinity();
  return 0.5 * (times[median.first] + times[median.second]);
}

ArmSurvival analyze_arm(std::span<const ObservationKey> keys,
                        const MedianTicks& median,
                        std::span<const double> times,
                        ConfidenceType confidence) {
  const auto limits = median_ci95(kaplan_meier_curve(keys), confidence);
  return {keys.size(),
          static_cast<std::size_t>(std::ranges::count_if(
              keys, [](ObservationKey key) { return is_event(key); })),
          time_of(median, times),
          {time_of(limits[0], times), time_of(limits[1], times)}};
}

}  // namespace

SurvivalAnalysis analyze_survival(std::span<const ObservationKey> sorted,
                                  std::span<const double> times,
                                  std::size_t strata, Ties ties,
                                  ConfidenceType confidence) {
  AnalysisWorkspace workspace;
  SurvivalAnalysis analysis;
  analysis.log_rank = log_rank(sorted, strata, workspace);
  analysis.cox = fit_cox(sorted, strata, ties, workspace);
  const auto medians = kaplan_meier_medians(sorted, workspace);
  const auto arms = split_by_arm(sorted, workspace);
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    analysis.arms[arm] =
        analyze_arm(arms[arm], medians[arm], times, confidence);
  return analysis;
}

std::optional<ObservationKey> first_open_end(
    std::span<const ObservationKey> sorted, std::size_t strata) {
  using LastOfArm = std::array<std::optional<ObservationKey>, arm_count>;
  std::vector<LastOfArm> ends(strata);
  for (const ObservationKey key : sorted)
    ends[stratum_of(key)][arm_of(key)] = key;
  std::optional<ObservationKey> first;
  for (const LastOfArm& end : ends) {
    if (!end[0] || !end[1]) continue;
    for (const auto& key : end)  // within a time and arm events come first
      if (!is_event(*key) && (!first || *key < *first)) first = key;
  }
  return first;
}

}  // namespace rehearse
