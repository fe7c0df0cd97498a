#include "rehearse/montecarlo/power_counts.hpp"

#include <cmath>

#include "rehearse/core/numbers.hpp"
#include "rehearse/design/analytic_power.hpp"

namespace rehearse {

namespace {

// What an analysis estimates; NaN where no one number is known.
double true_log_ratio(const Scenario& scenario, const AnalysisPlan& analysis) {
  const std::size_t arm = analysis.comparison.arm;
  if (analysis.comparison.overall_survival) return not_a_number;
  if (arm == 1) return true_log_hazard_ratio(scenario).value_or(not_a_number);
  EndpointPlan of_arm;
  of_arm.effect = scenario.endpoint.further[arm - 2].periods;
  const auto ratio = proportional_hazard_ratio(of_arm);
  return ratio ? std::log(*ratio) : not_a_number;
}

}  // namespace

PowerCounts::PowerCounts(const Scenario& scenario,
                         std::span<const AnalysisPlan> analyses,
                         std::size_t joined)
    : paired(analyses.size()),
      reviewed(scenario.review &&
               !analyses.front().comparison.overall_survival),
      reviews(analyses.front().looks.size()),
      rejected(joined) {
  for (const AnalysisPlan& analysis : analyses)
    each.emplace_back(analysis.looks.size(),
                      true_log_ratio(scenario, analysis));
}

void PowerCounts::merge(const PowerCounts& other) {
  for (std::size_t a = 0; a < each.size(); ++a) {
    each[a].merge(other.each[a]);
    paired[a].merge(other.paired[a]);
  }
  reviews.merge(other.reviews);
  rejected.merge(other.rejected);
}

std::vector<PowerEstimate> PowerCounts::estimates(
    std::span<const ChunkMoments> moments, std::uint64_t asked) const {
  std::vector<PowerEstimate> results;
  for (std::size_t a = 0; a < each.size(); ++a) {
    results.push_back(each[a].estimate(moments[a]));
    PowerEstimate& result = results.back();
    result.interrupted = result.replicates < asked;
    result.difference = paired[a].difference(result.replicates);
  }
  if (reviewed) results[0].reviews = reviews.estimates();
  return results;
}

}  // namespace rehearse
