#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/analysis/summarize.hpp"
#include "rehearse/endpoint/reviewed_endpoint.hpp"
#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/montecarlo/review_result.hpp"
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

  /// Of the last replicate, at the first plan's looks; empty where nobody
  /// reviews. Valid until the next call.
  [[nodiscard]] std::span<const ReviewResult> reviews() const {
    return reviews_;
  }

  /// Draws what only a listing of the participants shows: their sites and,
  /// where deaths are told apart, the courses of their disease.
  void complete_listing(std::uint64_t replicate);

  /// Of the last replicate; nullptr where nobody is assessed.
  [[nodiscard]] Assessment* assessment() {
    return assessment_ ? &*assessment_ : nullptr;
  }

  [[nodiscard]] const Participants& participants() const {
    return trial_.participants();
  }

 private:
  [[nodiscard]] std::size_t endpoint_of(const EndpointView& view);
  void observe(std::uint64_t replicate);
  void analyze(std::size_t analysis, std::size_t look);
  [[nodiscard]] LookResult summary_at(const Cut& cut, std::size_t endpoint,
                                      std::span<const ObservationKey> data,
                                      double null_hazard_ratio);
  [[nodiscard]] std::span<const IntervalObservation> intervals_at(
      double cut, std::size_t endpoint);
  [[nodiscard]] ReviewResult review_at(double cut,
                                       const ReasonCounts& reasons) const;

  // Observations of one endpoint, by a reviewer or as events happen.
  struct Endpoint {
    Endpoint(const EndpointView& which,
             const std::optional<ReviewedEndpoint>& by, std::size_t count)
        : view(which), reviewed(by), observations(count) {}
    EndpointView view;
    std::optional<ReviewedEndpoint> reviewed;
    Observations observations;
  };
  // Of a plan: what it analyses, and whose events its looks wait for.
  struct Views {
    std::size_t endpoint;
    std::size_t trigger;
  };
  // What was found at a cut: plans that cut at the same time share it.
  struct Summary {
    double time;
    std::size_t endpoint;
    double null_hazard_ratio;
    LookResult result;
  };

  const TrialPlan& plan_;
  std::span<const AnalysisPlan> analyses_;
  TrialSimulator trial_;
  std::optional<Assessment> assessment_;
  std::deque<Endpoint> endpoints_;  // different ones
  std::vector<Views> views_;        // of each plan
  AnalysisWorkspace workspace_;
  std::vector<SequentialTest> tests_;      // of each plan
  std::vector<std::size_t> first_result_;  // of each plan
  std::size_t most_looks_ = 0;
  std::vector<Summary> summaries_;  // of this replicate
  std::vector<LookResult> results_;
  std::vector<ReviewResult> reviews_;
  std::vector<IntervalObservation> intervals_;  // as asked for last
  IntervalWorkspace interval_workspace_;
};

}  // namespace rehearse
