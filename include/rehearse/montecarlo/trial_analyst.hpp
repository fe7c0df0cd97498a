#pragma once

#include <span>
#include <vector>

#include "rehearse/analysis/interval_workspace.hpp"
#include "rehearse/analysis/summarize.hpp"
#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/montecarlo/sequential_test.hpp"
#include "rehearse/montecarlo/trial_observer.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// Analyses the looks of one plan's trials, by each of its analyses.
class TrialAnalyst {
 public:
  /// Both are kept by reference. The analyses have `ties` and strata in common.
  TrialAnalyst(const TrialPlan& plan, std::span<const AnalysisPlan> analyses);

  /// Forgets the replicate before.
  void begin() { summaries_.clear(); }

  /// Log-rank test, hazard ratio and medians of an analysis's look. Analyses
  /// that cut at the same time share them.
  [[nodiscard]] LookResult test(std::size_t analysis, const CutData& data);

  /// Adds the analysis's own test, its bounds, and whether the trial stops.
  /// Looks come in order, from 0 on.
  void decide(std::size_t analysis, std::size_t look, const CutData& data,
              LookResult& result);

 private:
  // What was found at a cut.
  struct Summary {
    double time;
    std::size_t endpoint;
    double null_hazard_ratio;
    LookResult result;
  };
  [[nodiscard]] LookResult summarize_cut(const CutData& data,
                                         double null_hazard_ratio);

  const TrialPlan& plan_;
  std::span<const AnalysisPlan> analyses_;
  std::vector<SequentialTest> tests_;  // of each analysis
  std::vector<Summary> summaries_;     // of this replicate
  AnalysisWorkspace workspace_;
  IntervalWorkspace interval_workspace_;
};

}  // namespace rehearse
