#include "rehearse/analysis/summarize.hpp"

#include <cmath>

#include "rehearse/analysis/cox.hpp"
#include "rehearse/analysis/cox_score.hpp"
#include "rehearse/analysis/log_rank.hpp"
#include "rehearse/analysis/risk_sets.hpp"

namespace rehearse {
namespace {

double score_z(const RiskSets& sets, double null_hazard_ratio) {
  const CoxScore at =
      cox_score(sets.control, sets.experimental, null_hazard_ratio);
  if (!(at.information > 0.0)) return 0.0;
  return (at.expected - sets.events[1]) / std::sqrt(at.information);
}

}  // namespace

SurvivalSummary summarize(std::span<const ObservationKey> sorted,
                          std::size_t strata, Ties ties,
                          double null_hazard_ratio,
                          AnalysisWorkspace& workspace) {
  const RiskSets sets = collect_risk_sets(sorted, strata, ties, workspace);
  SurvivalSummary summary;
  summary.z = null_hazard_ratio == 1.0 ? log_rank(sets).z()
                                       : score_z(sets, null_hazard_ratio);
  const CoxEstimate cox = cox_estimate(sets);
  summary.log_hazard_ratio = cox.log_hazard_ratio;
  summary.log_hazard_ratio_se = cox.se;
  summary.events = sets.events;
  summary.median = kaplan_meier_medians(sorted, workspace);
  return summary;
}

}  // namespace rehearse
