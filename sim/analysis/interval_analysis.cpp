#include "rehearse/analysis/interval_analysis.hpp"

#include <cmath>
#include <vector>

namespace rehearse {

IntervalAnalysis analyze_intervals(
    std::span<const IntervalObservation> observations, std::size_t strata) {
  IntervalAnalysis analysis;
  IntervalWorkspace workspace;
  const auto fitted = fit_strata(observations, strata, workspace);
  analysis.tests = interval_score_tests(fitted);
  analysis.hazards = fit_interval_hazards(fitted);

  std::array<std::vector<IntervalObservation>, arm_count> arms;
  for (const IntervalObservation& seen : observations) {
    const auto arm = static_cast<std::size_t>(seen.arm);
    arms[arm].push_back(seen);
    ++analysis.participants[arm];
    if (std::isfinite(seen.right)) ++analysis.events[arm];
  }
  IntervalStratum memory;
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    analysis.npmle[arm] = interval_npmle(arms[arm], memory);
  return analysis;
}

}  // namespace rehearse
