#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/analysis/summarize.hpp"
#include "rehearse/design/efficacy_bounds.hpp"
#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/trial/observe.hpp"
#include "rehearse/trial/simulate.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// One replicate after another, in memory taken once: nothing is allocated
/// while they run, but for bounds at numbers of events never seen before.
class ReplicateEngine {
 public:
  /// Both are kept by reference.
  ReplicateEngine(const TrialPlan& plan, const AnalysisPlan& analysis);

  /// The life of a replicate: its looks, in order. Valid until the next call.
  std::span<const LookResult> run(std::uint64_t replicate);

  /// Draws what only a listing of the participants shows: their sites.
  void complete_listing(std::uint64_t replicate) {
    trial_.draw_sites(replicate);
  }

  [[nodiscard]] const Participants& participants() const {
    return trial_.participants();
  }

 private:
  [[nodiscard]] LookResult analyze(const Cut& cut);
  void decide(std::size_t look, double bound);

  const TrialPlan& plan_;
  const AnalysisPlan& analysis_;
  TrialSimulator trial_;
  Observations observations_;
  AnalysisWorkspace workspace_;
  ActualEfficacyBounds bounds_;
  std::vector<int> events_;  // of the looks so far
  std::vector<LookResult> results_;
};

}  // namespace rehearse
