#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/analysis/interval_observation.hpp"
#include "rehearse/endpoint/reviewed_endpoint.hpp"
#include "rehearse/montecarlo/review_result.hpp"
#include "rehearse/trial/block_observations.hpp"
#include "rehearse/trial/observe.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// A look's cut, and the data set there.
struct CutData {
  Cut cut;
  std::size_t endpoint = 0;  ///< which of the observer's is analysed
  std::span<const ObservationKey> sorted;
  /// The same as intervals between scans, where these are analysed.
  std::span<const IntervalObservation> intervals;
  /// Events that the looks wait for, where these aren't the ones analysed.
  std::optional<std::size_t> trigger_events;
};

/// Sees the trials of one plan, one replicate after another: events as they
/// happen, or as scans and their readers show them.
class TrialObserver {
 public:
  /// Both are kept by reference. `lanes`: of the participants.
  TrialObserver(const TrialPlan& plan, std::span<const AnalysisPlan> analyses,
                std::size_t lanes);

  /// As everybody would be seen if the trial never ended. The courses of their
  /// disease are drawn where the plan assesses them.
  void observe(const Participants& people, std::uint64_t replicate);

  /// The data set of an analysis's look, the one before it being at `previous`.
  /// Valid until the next call.
  [[nodiscard]] CutData cut(std::size_t analysis, std::size_t look,
                            const Participants& people, double previous);

  /// Of a block: the cuts of a look in each lane, and the data sets there.
  struct BlockCut {
    Lanes<Cut> cuts;
    const BlockData* data = nullptr;
  };
  [[nodiscard]] const BlockCut& cut_block(std::size_t analysis,
                                          std::size_t look,
                                          const Participants& block,
                                          const Lanes<double>& previous);

  /// One lane of the block's data sets last asked for.
  [[nodiscard]] CutData lane_of_block(std::size_t lane,
                                      const Participants& block);

  /// At the first analysis's looks; empty where nobody reviews.
  [[nodiscard]] std::span<const ReviewResult> reviews() const {
    return reviews_;
  }

  /// nullptr where nobody is assessed.
  [[nodiscard]] Assessment* assessment() {
    return assessment_ ? &*assessment_ : nullptr;
  }

 private:
  // Observations of one endpoint, by a reviewer or as events happen.
  struct Endpoint {
    Endpoint(const EndpointView& which,
             const std::optional<ReviewedEndpoint>& by, std::size_t count)
        : view(which), reviewed(by), observations(count) {}
    EndpointView view;
    std::optional<ReviewedEndpoint> reviewed;
    Observations observations;
  };
  // Of an analysis: what it analyses, and whose events its looks wait for.
  struct Views {
    std::size_t endpoint;
    std::size_t trigger;
    bool of_intervals;
  };

  [[nodiscard]] std::size_t endpoint_of(const EndpointView& view);
  [[nodiscard]] ReviewResult review_at(double cut, const Participants& people,
                                       const ReasonCounts& reasons) const;

  const TrialPlan& plan_;
  std::span<const AnalysisPlan> analyses_;
  std::optional<Assessment> assessment_;
  std::deque<Endpoint> endpoints_;  // different ones
  std::vector<Views> views_;        // of each analysis
  std::vector<ReviewResult> reviews_;
  std::vector<IntervalObservation> intervals_;
  std::optional<BlockObservations> block_;  // where there are lanes
  BlockCut block_cut_;
};

}  // namespace rehearse
