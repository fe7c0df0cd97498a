#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/montecarlo/trial_analyst.hpp"
#include "rehearse/montecarlo/trial_observer.hpp"
#include "rehearse/trial/simulate.hpp"

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

  /// Of the last replicate, at the first plan's looks; empty where nobody
  /// reviews. Valid until the next call.
  [[nodiscard]] std::span<const ReviewResult> reviews() const {
    return observer_.reviews();
  }

  /// Draws what only a listing of the participants shows: their sites and,
  /// where deaths are told apart, the courses of their disease.
  void complete_listing(std::uint64_t replicate);

  /// Of the last replicate; nullptr where nobody is assessed.
  [[nodiscard]] Assessment* assessment() { return observer_.assessment(); }

  [[nodiscard]] const Participants& participants() const {
    return trial_.participants();
  }

 private:
  const TrialPlan& plan_;
  std::span<const AnalysisPlan> analyses_;
  TrialSimulator trial_;
  TrialObserver observer_;
  TrialAnalyst analyst_;
  std::size_t most_looks_ = 0;
  std::vector<std::size_t> first_result_;  // of each plan
  std::vector<LookResult> results_;
};

}  // namespace rehearse
