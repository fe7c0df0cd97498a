#include "rehearse/analysis/summarize.hpp"

#include "rehearse/analysis/cox.hpp"
#include "rehearse/analysis/log_rank.hpp"
#include "rehearse/analysis/risk_sets.hpp"

namespace rehearse {

SurvivalSummary summarize(std::span<const ObservationKey> sorted,
                          std::size_t strata, Ties ties,
                          AnalysisWorkspace& workspace) {
  const RiskSets sets = collect_risk_sets(sorted, strata, ties, workspace);
  return {log_rank(sets).z(), cox_log_hazard_ratio(sets), sets.events,
          kaplan_meier_medians(sorted, workspace)};
}

}  // namespace rehearse
