#include "rehearse/analysis/summarize.hpp"

#include <cmath>
#include <optional>

#include "rehearse/analysis/cox.hpp"
#include "rehearse/analysis/cox_score.hpp"
#include "rehearse/analysis/log_rank.hpp"
#include "rehearse/analysis/risk_sets.hpp"

namespace rehearse {
namespace {

struct Score {
  double value;     // positive favours experimental
  double variance;  // 0 where the data hold no information
};

Score log_rank_score(const RiskSets& sets) {
  const LogRank test = log_rank(sets);
  return {test.score, test.variance};
}

Score score_at(const RiskSets& sets, double hazard_ratio) {
  const CoxScore at = cox_score(sets.control, sets.experimental, hazard_ratio);
  return {at.expected - sets.events[1], at.information};
}

}  // namespace

SurvivalSummary summarize(std::span<const ObservationKey> sorted,
                          std::size_t strata, Ties ties,
                          double null_hazard_ratio,
                          AnalysisWorkspace& workspace) {
  std::optional<Score> score;
  if (null_hazard_ratio != 1.0)  // before the estimate takes the workspace
    score = score_at(collect_risk_sets(sorted, strata, Ties::efron, workspace),
                     null_hazard_ratio);
  const RiskSets sets = collect_risk_sets(sorted, strata, ties, workspace);
  if (!score) score = log_rank_score(sets);
  SurvivalSummary summary;
  summary.informed = score->variance > 0.0;
  if (summary.informed) summary.z = score->value / std::sqrt(score->variance);
  const CoxEstimate cox = cox_estimate(sets);
  summary.log_hazard_ratio = cox.log_hazard_ratio;
  summary.log_hazard_ratio_se = cox.se;
  summary.events = sets.events;
  summary.median = kaplan_meier_medians(sorted, workspace);
  return summary;
}

}  // namespace rehearse
