#include "rehearse/montecarlo/trial_analyst.hpp"

#include <algorithm>
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
                           std::span<const AnalysisPlan> analyses,
                           std::size_t lanes)
    : plan_(plan), analyses_(analyses), lanes_(lanes) {
  if (lanes > 1)
    summarizer_.emplace(plan.participants, plan.assessment.has_value());
  for (const AnalysisPlan& analysis : analyses)
    strata_.push_back(plan.strata_by(analysis.stratify_by).count);
  workspace_.reserve(plan.participants, std::ranges::max(strata_));
  std::size_t looks = 0;
  for (const AnalysisPlan& analysis : analyses) {
    SequentialTest test{analysis, plan.share_of(analysis.comparison.arm)};
    test.reserve(plan.participants, strata_[tests_.size() / lanes]);
    tests_.insert(tests_.end(), lanes, test);
    looks += analysis.looks.size();
    if (analysis.comparison.switchers == Switchers::modelled)
      switching_workspace_.reserve(plan.participants,
                                   std::ranges::max(strata_));
  }
  summaries_.reserve(looks);
}

LookResult TrialAnalyst::test(std::size_t analysis, const CutData& data) {
  const double null_hazard_ratio = analyses_[analysis].null_hazard_ratio;
  const Ties ties = analyses_[analysis].ties;
  for (const Summary& known : summaries_)
    if (known.time == data.cut.time && known.endpoint == data.endpoint &&
        known.null_hazard_ratio == null_hazard_ratio && known.ties == ties) {
      LookResult result = known.result;
      result.reached = data.cut.reached;
      return result;
    }
  const LookResult result = summarize_cut(analysis, data);
  summaries_.push_back(
      {data.cut.time, data.endpoint, null_hazard_ratio, ties, result});
  return result;
}

LookResult TrialAnalyst::summarize_cut(std::size_t analysis,
                                       const CutData& data) {
  const std::size_t strata = strata_[analysis];
  const Ties ties = analyses_[analysis].ties;
  const SurvivalSummary summary =
      summarize(data.sorted, strata, ties,
                analyses_[analysis].null_hazard_ratio, workspace_);
  LookResult result;
  result.reached = data.cut.reached;
  result.events_by_arm = summary.events;
  result.events = summary.events[0] + summary.events[1];
  result.participants = static_cast<std::uint32_t>(data.sorted.size());
  result.analysis_time = data.cut.time;
  result.informed = summary.informed;
  result.z = summary.z;
  result.log_hazard_ratio = summary.log_hazard_ratio;
  result.hazard_ratio = std::exp(summary.log_hazard_ratio);
  result.log_hazard_ratio_se = summary.log_hazard_ratio_se;
  result.median = {median_time(summary.median[0]),
                   median_time(summary.median[1])};
  if (ties != Ties::interval) return result;
  const IntervalHazards hazards =
      fit_interval_hazards(data.intervals, strata, interval_workspace_);
  result.log_hazard_ratio = hazards.log_hazard_ratio;
  result.hazard_ratio = std::exp(hazards.log_hazard_ratio);
  result.log_hazard_ratio_se = hazards.se;
  return result;
}

// Analyses of an endpoint that cut at the same times share it.
const BlockSummary& TrialAnalyst::summarize_block(
    std::size_t analysis, const TrialObserver::BlockCut& cut) {
  const double null = analyses_[analysis].null_hazard_ratio;
  Lanes<double> cuts;
  for (std::size_t l = 0; l < block_lanes; ++l) cuts[l] = cut.cuts[l].time;
  const Ties ties = analyses_[analysis].ties;
  if (block_summary_known_ && null == block_summary_null_ &&
      ties == block_summary_ties_ && cut.endpoint == block_summary_endpoint_ &&
      std::ranges::equal(cuts.of, block_summary_cuts_.of))
    return block_summary_;
  summarizer_->summarize(*cut.data, ties, null, block_summary_);
  block_summary_known_ = true;
  block_summary_ties_ = ties;
  block_summary_cuts_ = cuts;
  block_summary_null_ = null;
  block_summary_endpoint_ = cut.endpoint;
  return block_summary_;
}

void TrialAnalyst::fill_result(const TrialObserver::BlockCut& cut,
                               std::size_t lane, LookResult& result) const {
  const BlockSummary& summary = block_summary_;
  result.reached = cut.cuts[lane].reached;
  result.informed = true;
  result.events_by_arm = {summary.events[0][lane], summary.events[1][lane]};
  result.events = summary.events[0][lane] + summary.events[1][lane];
  result.participants = cut.data->participants[lane];
  result.analysis_time = cut.cuts[lane].time;
  result.z = summary.z[lane];
  result.log_hazard_ratio = summary.log_hazard_ratio[lane];
  result.hazard_ratio = summary.hazard_ratio[lane];
  result.log_hazard_ratio_se = summary.log_hazard_ratio_se[lane];
  result.median = {summary.median[0][lane], summary.median[1][lane]};
}

void TrialAnalyst::model_switching(const SwitchingData& data,
                                   LookResult& result) {
  PsiSearch search;
  search.limit_z = 0.0;  // limits on psi are not told
  const RankPreservingFit fit =
      fit_rank_preserving(data, search, switching_workspace_);
  result.log_hazard_ratio = fit.log_hazard_ratio;
  result.hazard_ratio = std::exp(fit.log_hazard_ratio);
  result.log_hazard_ratio_se = fit.log_hazard_ratio_se;
}

void TrialAnalyst::decide(std::size_t analysis, std::size_t look,
                          std::size_t lane, const CutData& data,
                          LookResult& result) {
  tests_[analysis * lanes_ + lane].decide(
      look,
      {data.sorted, data.trigger_events.value_or(result.events),
       data.intervals},
      strata_[analysis], result);
}

}  // namespace rehearse
