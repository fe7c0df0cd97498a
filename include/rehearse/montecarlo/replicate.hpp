#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/montecarlo/trial_analyst.hpp"
#include "rehearse/montecarlo/trial_observer.hpp"
#include "rehearse/trial/simulate.hpp"

namespace rehearse {

/// One replicate after another, in memory taken once: nothing is allocated
/// while they run, but for bounds never asked for before. Where it can be, a
/// block of them is simulated at once, one in each lane of a vector, and
/// handed out one by one: a replicate's results don't depend on its
/// neighbours, but asking for them in order is sixteen times cheaper.
class ReplicateEngine {
 public:
  /// Both are kept by reference. Every replicate is analysed by all plans.
  /// `graph`: decides, where they are those of hypotheses that share alpha.
  /// `most_lanes`: 1 runs them one by one in any case.
  ReplicateEngine(const TrialPlan& plan, std::span<const AnalysisPlan> analyses,
                  const std::optional<GraphDecision>& graph = {},
                  std::size_t most_lanes = block_lanes);

  /// The life of a replicate: each plan's looks in order, one plan after the
  /// other. Valid until the next call.
  std::span<const LookResult> run(std::uint64_t replicate);

  /// Of the last replicate, at the first plan's looks; empty where nobody
  /// reviews. Valid until the next call.
  [[nodiscard]] std::span<const ReviewResult> reviews() {
    return observer_.reviews(replicate_ % lanes_);
  }

  /// Replicates that are simulated side by side.
  [[nodiscard]] std::size_t lanes() const { return lanes_; }

  /// Draws what only a listing of the participants shows: their sites and,
  /// where deaths are told apart, the courses of their disease.
  void complete_listing(std::uint64_t replicate);

  /// Of the last replicate; nullptr where nobody is assessed.
  [[nodiscard]] Assessment* assessment() {
    return alone_ ? alone(replicate_).assessment() : observer_.assessment();
  }

  /// Of the last replicate.
  [[nodiscard]] const Participants& participants() {
    return listing().participants();
  }

 private:
  // One that holds the last replicate alone.
  [[nodiscard]] TrialSimulator& listing();
  void run_block(std::uint64_t first);
  void run_incomplete(std::uint64_t first);
  // Where a block is reviewed: an engine of one lane, after this replicate.
  [[nodiscard]] ReplicateEngine& alone(std::uint64_t replicate);
  // A look of an analysis, in the order in which they can be taken.
  struct Step {
    std::size_t analysis;
    std::size_t look;
  };
  void order_steps();
  void look_at(const Step& step);
  void model_switching(const Step& step);
  void look_at_all();
  [[nodiscard]] LookResult& result_of(std::size_t lane, std::size_t analysis,
                                      std::size_t look) {
    return results_[lane * looks_ + first_result_[analysis] + look];
  }

  const TrialPlan& plan_;
  std::span<const AnalysisPlan> analyses_;
  std::size_t lanes_;
  TrialSimulator trial_;
  TrialObserver observer_;
  TrialAnalyst analyst_;
  bool needs_courses_;  // to progression and death, by every replicate
  std::optional<GraphDecision> graph_;
  std::vector<Step> steps_;
  std::size_t looks_ = 0;                  // of all plans
  std::vector<std::size_t> first_result_;  // of each plan
  std::vector<bool> needs_data_;  // of each plan, to decide: not the log-rank
  std::vector<LookResult> results_;     // of each lane
  std::optional<std::uint64_t> block_;  // the first replicate of what is there
  std::uint64_t replicate_ = 0;         // the last
  std::unique_ptr<ReplicateEngine> alone_;
  std::optional<TrialSimulator> listing_;
  std::optional<std::uint64_t> listed_;  // the replicate there
};

}  // namespace rehearse
