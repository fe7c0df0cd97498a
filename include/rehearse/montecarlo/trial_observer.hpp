#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/analysis/interval_observation.hpp"
#include "rehearse/analysis/switching.hpp"
#include "rehearse/endpoint/reviewed_endpoint.hpp"
#include "rehearse/montecarlo/review_result.hpp"
#include "rehearse/trial/block_observations.hpp"
#include "rehearse/trial/observe.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {

/// Columns of `SwitchingData`.
struct SwitchingColumns {
  std::vector<double> time, switched, censored;
  std::vector<std::uint8_t> event, arm;
  std::vector<std::uint32_t> stratum;

  void clear();
};

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
  /// disease are drawn where the plan assesses them. Of a block visits are
  /// followed for as long as the cuts of those before let expect.
  void observe(const Participants& people, std::uint64_t replicate) {
    observe_until(people, replicate, expected_end_);
  }
  /// ... for as long as there is room for, where that wasn't enough.
  void observe_longer(const Participants& people, std::uint64_t replicate) {
    observe_until(people, replicate, never);
  }

  /// The data set of an analysis's look, the one before it being at `previous`.
  /// Valid until the next call.
  [[nodiscard]] CutData cut(std::size_t analysis, std::size_t look,
                            const Participants& people, double previous);

  /// Of an analysis that models switching, at the cut last asked for, of a
  /// lane of `trial` where there are several. Valid until the next call.
  [[nodiscard]] SwitchingData switching_data(std::size_t analysis, double cut,
                                             const Participants& trial,
                                             std::size_t lane);

  /// Of a block: the cuts of a look in each lane, and the data sets there.
  struct BlockCut {
    Lanes<Cut> cuts;
    std::size_t endpoint = 0;  ///< as in `CutData`
    const BlockData* data = nullptr;
    bool has_trigger_events = false;  ///< as there
    Lanes<std::uint32_t> trigger_events;
  };
  [[nodiscard]] const BlockCut& cut_block(std::size_t analysis,
                                          std::size_t look,
                                          const Lanes<double>& previous);

  /// One lane of the block's data sets last asked for; where `with_data` isn't
  /// set, what there is beside them.
  [[nodiscard]] CutData lane_of_block(std::size_t lane, bool with_data = true);

  /// Whether a cut of the block sees visits that `observe` didn't expect to be
  /// of use.
  [[nodiscard]] bool ended_late() const {
    return incomplete_ != 0 && block_assessment_->is_shortened();
  }

  /// Lanes of the block with a cut that sees more than was simulated, a bit
  /// for each: their replicates have to be run by themselves.
  [[nodiscard]] std::uint32_t incomplete_lanes() const { return incomplete_; }

  /// At the first analysis's looks; empty where nobody reviews what it is of.
  [[nodiscard]] std::span<ReviewResult> reviews(std::size_t lane) {
    const std::size_t looks = reviews_.size() / lanes_;
    return std::span{reviews_}.subspan(lane * looks, looks);
  }

  /// nullptr where nobody is assessed.
  [[nodiscard]] Assessment* assessment() {
    return assessment_ ? &*assessment_ : nullptr;
  }

 private:
  // What a look waits for, its events being those of an endpoint.
  struct Trigger {
    Look look;
    std::size_t endpoint;
  };
  // Observations of one endpoint, by a reviewer or as events happen, of those
  // whom a comparison is of.
  struct Endpoint {
    explicit Endpoint(std::size_t count) : observations(count) {}
    EndpointView view;
    Comparison comparison;
    StratumLevels levels = StratumLevels::randomized;
    AnalysisStrata strata;
    bool of_everybody = true;
    std::vector<std::uint8_t> role_in_cell;  // of an arm's; see `role_of`
    std::optional<ReviewedEndpoint> reviewed;
    Observations observations;
    std::optional<BlockReviewedEndpoint> reviewed_block;  // where there are
    std::optional<BlockObservations> block;               // lanes
    Participants chosen;                // where not everybody is
    std::vector<std::uint32_t> number;  // of each, in the trial
    // Of a block, where not everybody is: what each is in the comparison, and
    // dropout where switchers drop out.
    Column<std::uint8_t> role;
    Column<double> dropout;

    [[nodiscard]] std::uint8_t role_of(std::uint8_t arm,
                                       std::uint32_t cell) const;
    void choose(const Participants& people);
    [[nodiscard]] std::span<const double> events_of(
        const Participants& people) const;
    [[nodiscard]] BlockColumns columns_of(const Participants& people);
  };
  // Of an analysis: what it analyses, by which events it spends, and what its
  // looks wait for.
  struct Views {
    std::size_t endpoint;
    std::size_t trigger;
    bool of_intervals;
    std::vector<Trigger> looks;
  };

  [[nodiscard]] std::size_t endpoint_of(const AnalysisPlan& analysis,
                                        const EndpointView& view);
  [[nodiscard]] Trigger trigger_of(const AnalysisPlan& analysis,
                                   const Look& look);
  [[nodiscard]] Cut cut_of(std::size_t analysis, std::size_t look,
                           const Participants& people, double previous) const;
  void cuts_of(std::size_t analysis, std::size_t look,
               const Lanes<double>& previous, Lanes<Cut>& cuts);
  [[nodiscard]] ReviewResult review_at(double cut, const Endpoint& endpoint,
                                       const Participants& people) const;
  void observe_until(const Participants& people, std::uint64_t replicate,
                     double until);
  void observe_block(const Participants& block, std::uint64_t replicate,
                     double until);
  void review_block(std::size_t look, const Endpoint& endpoint);

  const TrialPlan& plan_;
  std::span<const AnalysisPlan> analyses_;
  std::size_t lanes_;
  std::optional<Assessment> assessment_;             // where there is one lane
  std::optional<BlockAssessment> block_assessment_;  // where there are more
  std::deque<Endpoint> endpoints_;                   // different ones
  std::vector<Views> views_;                         // of each analysis
  std::vector<std::vector<Cut>> cuts_;               // of each analysis's looks
  std::vector<std::vector<Lanes<Cut>>> block_cuts_;  // the same of a block
  SwitchingColumns switching_;
  std::vector<ReviewResult> reviews_;  // of each lane
  std::vector<IntervalObservation> intervals_;
  BlockCut block_cut_;
  std::uint32_t incomplete_ = 0;
  double latest_cut_ = 0.0;
  double expected_end_ = never;     // of visits that matter: decides no result
  Column<std::uint8_t> agreement_;  // of a block
};

}  // namespace rehearse
