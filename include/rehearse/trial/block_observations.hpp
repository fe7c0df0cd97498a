#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/endpoint/block_assessment.hpp"
#include "rehearse/trial/block_keys.hpp"
#include "rehearse/trial/block_review_keys.hpp"
#include "rehearse/trial/cut.hpp"
#include "rehearse/trial/observation_key.hpp"
#include "rehearse/trial/observe.hpp"

namespace rehearse {

/// The data sets of a block's replicates at their cuts, each lane sorted.
struct BlockData {
  std::span<const BlockKey> by_time;
  std::span<const BlockKey> by_stratum;  ///< by_time where there is one
  unsigned stratum_shift = 32;           ///< of by_stratum; 32: one stratum
  Lanes<std::uint32_t> participants;     ///< entered before the cut
  std::uint32_t beyond = 0;  ///< lanes whose times don't fit: a bit for each
  bool of_scans = false;     ///< then most times are tied
};

/// As `Observations`, of a block of replicates and those in it whom a
/// comparison is of.
class BlockObservations {
 public:
  /// Whether so many strata leave a key enough time: 11 years at least.
  [[nodiscard]] static bool takes(std::size_t strata);

  /// `analysis_stratum`: of each cell, below `strata`.
  BlockObservations(std::size_t participants,
                    std::span<const std::uint32_t> analysis_stratum,
                    std::size_t strata);

  /// Events are seen when they happen. The columns are kept until the next
  /// block.
  void observe(const BlockColumns& block);

  /// Events are those of `endpoint`, which is kept as well and settled here, at
  /// the times when they are known; `block.event` means nothing.
  void observe(const BlockColumns& block, BlockReviewedEndpoint& endpoint);

  [[nodiscard]] const BlockColumns& columns() const { return block_; }

  /// When a look happens in each lane, as `cut_of`.
  void cuts_of(const Look& look, const Lanes<double>& previous,
               Lanes<Cut>& cuts);

  /// The data sets at the lanes' cuts. Valid until a call with other cuts; the
  /// same again cost nothing.
  [[nodiscard]] const BlockData& data_at(const Lanes<double>& cuts);

  /// Events that are known at the lanes' cuts; where an endpoint is reviewed.
  void events_by(const Lanes<double>& cuts, Lanes<std::uint32_t>& events) const;

  /// Calls `each(k, role)` of everybody in a lane's data set last asked for,
  /// `k` being the place in the columns.
  template <class Each>
  void each_compared(std::size_t lane, const Each& each) const {
    for (std::size_t i = 0; i < entered_[lane]; ++i) {
      const std::size_t k = i * block_lanes + lane;
      if (block_.role[k] != left_out) each(k, block_.role[k]);
    }
  }

  /// Of a lane's data set last asked for, where an endpoint is reviewed.
  [[nodiscard]] ReasonCounts reasons(std::size_t lane) const;

  /// One lane's data set at the cuts last asked for, as the scalar analyses
  /// take it. Valid until the next call.
  [[nodiscard]] std::span<const ObservationKey> lane_data(std::size_t lane);

 private:
  // Where the pivots of an event number begin: never decides a result.
  struct Hint {
    int number;
    double at;     // [calendar steps]
    double slope;  // [events per step]
  };

  void times_of_event(int number, Lanes<double>& times);
  [[nodiscard]] Hint& hint_of(int number);
  [[nodiscard]] Lanes<CalendarStep> select(int number);
  [[nodiscard]] double exact_time(std::size_t lane, int number);
  [[nodiscard]] double event_time(std::size_t k) const;
  [[nodiscard]] bool has_event(std::size_t k) const;
  [[nodiscard]] double last_observed(std::size_t lane) const;
  [[nodiscard]] ObservationKey observed(std::size_t k, double cut) const;
  [[nodiscard]] KnownColumns known() const {
    return {block_.entry, reviewed_->event_known(), block_.role};
  }
  [[nodiscard]] std::size_t participants() const {
    return block_.entry.size() / block_lanes;
  }

  BlockColumns block_;
  BlockReviewedEndpoint* reviewed_ = nullptr;  // none: events are seen at once
  std::size_t rows_;                           // in sixteens
  unsigned stratum_shift_;                     // 32: one stratum
  std::span<const std::uint32_t> strata_;      // of the cells
  std::vector<std::uint32_t> shifted_strata_;
  Column<BlockKey> keys_;
  Column<CalendarStep> calendar_;
  Lanes<std::uint32_t> events_;  // there will be
  Column<BlockKey> by_time_;
  Column<BlockKey> by_stratum_;
  int number_ = 0;  // of the event whose times these are
  Lanes<double> times_of_number_;
  std::vector<Hint> hints_;
  std::vector<double> scratch_;
  Lanes<double> data_cuts_;       // those of `data_`
  Lanes<std::uint32_t> entered_;  // by then, with those left out
  bool have_data_ = false;
  BlockData data_;
  std::vector<ObservationKey> lane_keys_;
  KeySorter sorter_;
};

}  // namespace rehearse
