#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rehearse/analysis/block_summary.hpp"
#include "rehearse/analysis/interval_workspace.hpp"
#include "rehearse/analysis/summarize.hpp"
#include "rehearse/analysis/switching.hpp"
#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/montecarlo/sequential_test.hpp"
#include "rehearse/montecarlo/trial_observer.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// Analyses the looks of one plan's trials, by each of its analyses.
class TrialAnalyst {
 public:
  /// Both are kept by reference. `lanes`: trials side by side.
  TrialAnalyst(const TrialPlan& plan, std::span<const AnalysisPlan> analyses,
               std::size_t lanes);

  /// Forgets the replicate before.
  void begin() {
    summaries_.clear();
    block_summary_known_ = false;
  }

  /// Log-rank test, hazard ratio and medians of an analysis's look. Analyses
  /// that cut at the same time share them.
  [[nodiscard]] LookResult test(std::size_t analysis, const CutData& data);

  /// The same of a block's look, in each lane. `lane_data(lane)` is the
  /// `CutData` of one, asked for where its data set is needed for itself;
  /// `result_of(lane)` where its result goes.
  template <class LaneData, class Results>
  void test_block(std::size_t analysis, const TrialObserver::BlockCut& cut,
                  const LaneData& lane_data, const Results& result_of) {
    const BlockSummary& summary = summarize_block(analysis, cut);
    for (std::size_t lane = 0; lane < block_lanes; ++lane)
      if ((summary.undone >> lane & 1U) != 0)
        result_of(lane) = summarize_cut(analysis, lane_data(lane));
      else
        fill_result(cut, lane, result_of(lane));
  }

  /// Puts the hazard ratio of a trial without switching, by the
  /// rank-preserving model, in place of the randomized one's; its test stays.
  void model_switching(const SwitchingData& data, LookResult& result);

  /// Adds the analysis's own test, its bounds, and whether the trial stops.
  /// Looks come in order, from 0 on, in each lane.
  void decide(std::size_t analysis, std::size_t look, std::size_t lane,
              const CutData& data, LookResult& result);

 private:
  // What was found at a cut.
  struct Summary {
    double time;
    std::size_t endpoint;
    double null_hazard_ratio;
    Ties ties;
    LookResult result;
  };
  [[nodiscard]] LookResult summarize_cut(std::size_t analysis,
                                         const CutData& data);

  const BlockSummary& summarize_block(std::size_t analysis,
                                      const TrialObserver::BlockCut& cut);
  void fill_result(const TrialObserver::BlockCut& cut, std::size_t lane,
                   LookResult& result) const;

  const TrialPlan& plan_;
  std::span<const AnalysisPlan> analyses_;
  std::size_t lanes_;
  std::vector<std::size_t> strata_;    // of each analysis, how many
  std::vector<SequentialTest> tests_;  // of each analysis, in each lane
  std::vector<Summary> summaries_;     // of this replicate
  AnalysisWorkspace workspace_;
  IntervalWorkspace interval_workspace_;
  SwitchingWorkspace switching_workspace_;
  std::optional<BlockSummarizer> summarizer_;  // where there are lanes
  BlockSummary block_summary_;
  bool block_summary_known_ = false;  // of what follows
  Lanes<double> block_summary_cuts_;
  double block_summary_null_ = 1.0;
  Ties block_summary_ties_ = Ties::efron;
  std::size_t block_summary_endpoint_ = 0;
};

}  // namespace rehearse
