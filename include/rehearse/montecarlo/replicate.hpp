#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/analysis/summarize.hpp"
#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/montecarlo/sequential_test.hpp"
#include "rehearse/trial/observe.hpp"
#include "rehearse/trial/simulate.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// One replicate after another, in memory taken once: nothing is allocated
/// while they run, but for bounds never asked for before.
class ReplicateEngine {
 public:
  /// Both are kept by reference. Every replicate is analysed by all plans,
  /// which have `ties` and strata in common.
  ReplicateEngine(const TrialPlan& plan,
                  std::span<const AnalysisPlan> analyses);

  /// The life of a replicate: each plan's looks in order, one plan after the
  /// other. Valid until the next call.
  std::span<const LookResult> run(std::uint64_t replicate);

  /// Draws what only a listing of the participants shows: their sites.
  void complete_listing(std::uint64_t replicate) {
    trial_.draw_sites(replicate);
  }

  [[nodiscard]] const Participants& participants() const {
    return trial_.participants();
  }

 private:
  void analyze(std::size_t analysis, std::size_t look);
  [[nodiscard]] LookResult summary_at(const Cut& cut,
                                      std::span<const ObservationKey> data,
                                      double null_hazard_ratio);

  // What was found at a cut: plans that cut at the same time share it.
  struct Summary {
    double time;
    double null_hazard_ratio;
    LookResult result;
  };

  const TrialPlan& plan_;
  std::span<const AnalysisPlan> analyses_;
  TrialSimulator trial_;
  Observations observations_;
  AnalysisWorkspace workspace_;
  std::vector<SequentialTest> tests_;      // of each plan
  std::vector<std::size_t> first_result_;  // of each plan
  std::size_t most_looks_ = 0;
  std::vector<Summary> summaries_;  // of this replicate
  std::vector<LookResult> results_;
};

}  // namespace rehearse
