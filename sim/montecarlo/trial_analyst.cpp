#include "rehearse/montecarlo/trial_analyst.hpp"

#include <cmath>
#include <limits>

#include "rehearse/analysis/interval_hazards.hpp"
#include "rehearse/core/time_grid.hpp"

namespace rehearse {
namespace {

double median_time(const MedianTicks& median) {
  if (!median.reached) return std::numeric_limits<double>::infinity();
  return 0.5 * (time_of_tick(median.first) + time_of_tick(median.second));
}

}  // namespace

TrialAnalyst::TrialAnalyst(const TrialPlan& plan,
                           std::span<const AnalysisPlan> analyses)
    : plan_(plan), analyses_(analyses) {
  const std::size_t strata = plan.cells.analysis_strata;
  workspace_.reserve(plan.participants, strata);
  const double allocation =
      plan.ratio[1] / static_cast<double>(plan.ratio[0] + plan.ratio[1]);
  std::size_t looks = 0;
  for (const AnalysisPlan& analysis : analyses) {
    tests_.emplace_back(analysis, allocation);
    tests_.back().reserve(plan.participants, strata);
    looks += analysis.looks.size();
  }
  summaries_.reserve(looks);
}

LookResult TrialAnalyst::test(std::size_t analysis, const CutData& data) {
  const double null_hazard_ratio = analyses_[analysis].null_hazard_ratio;
  for (const Summary& known : summaries_)
    if (known.time == data.cut.time && known.endpoint == data.endpoint &&
        known.null_hazard_ratio == null_hazard_ratio) {
      LookResult result = known.result;
      result.reached = data.cut.reached;
      return result;
    }
  const LookResult result = summarize_cut(data, null_hazard_ratio);
  summaries_.push_back(
      {data.cut.time, data.endpoint, null_hazard_ratio, result});
  return result;
}

LookResult TrialAnalyst::summarize_cut(const CutData& data,
                                       double null_hazard_ratio) {
  const std::size_t strata = plan_.cells.analysis_strata;
  const Ties ties = analyses_.front().ties;
  const SurvivalSummary summary =
      summarize(data.sorted, strata, ties, null_hazard_ratio, workspace_);
  LookResult result;
  result.reached = data.cut.reached;
  result.events_by_arm = summary.events;
  result.events = summary.events[0] + summary.events[1];
  result.participants = static_cast<std::uint32_t>(data.sorted.size());
  result.analysis_time = data.cut.time;
  result.informed = summary.informed;
  result.z = summary.z;
  result.hazard_ratio = std::exp(summary.log_hazard_ratio);
  result.log_hazard_ratio_se = summary.log_hazard_ratio_se;
  result.median = {median_time(summary.median[0]),
                   median_time(summary.median[1])};
  if (ties != Ties::interval) return result;
  const IntervalHazards hazards =
      fit_interval_hazards(data.intervals, strata, interval_workspace_);
  result.hazard_ratio = std::exp(hazards.log_hazard_ratio);
  result.log_hazard_ratio_se = hazards.se;
  return result;
}

void TrialAnalyst::decide(std::size_t analysis, std::size_t look,
                          const CutData& data, LookResult& result) {
  tests_[analysis].decide(
      look,
      {data.sorted, data.trigger_events.value_or(result.events),
       data.intervals},
      plan_.cells.analysis_strata, result);
}

}  // namespace rehearse
