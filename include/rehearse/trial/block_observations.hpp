#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/endpoint/block_assessment.hpp"
#include "rehearse/trial/block_keys.hpp"
#include "rehearse/trial/cut.hpp"
#include "rehearse/trial/observation_key.hpp"
#include "rehearse/trial/observe.hpp"
#include "rehearse/trial/participants.hpp"

namespace rehearse {

/// The data sets of a block's replicates at their cuts, each lane sorted.
struct BlockData {
  std::span<const BlockKey> by_time;
  std::span<const BlockKey> by_stratum;  ///< by_time where there is one
  unsigned stratum_shift = 32;           ///< of by_stratum; 32: one stratum
  Lanes<std::uint32_t> entered;          ///< before the cut
  std::uint32_t beyond = 0;  ///< lanes whose times don't fit: a bit for each
  bool of_scans = false;     ///< then most times are tied
};

/// As `Observations`, of a block of replicates.
class BlockObservations {
 public:
  /// Whether so many strata leave a key enough time: 11 years at least.
  [[nodiscard]] static bool takes(std::size_t strata);

  /// `analysis_stratum`: of each cell, below `strata`.
  BlockObservations(std::size_t participants,
                    std::span<const std::uint32_t> analysis_stratum,
                    std::size_t strata);

  /// Events are seen when they happen.
  void observe(const Participants& block);

  /// Events are those of `endpoint`, which is kept until the next block and
  /// settled here, at the times when they are known.
  void observe(const Participants& block, BlockReviewedEndpoint& endpoint);

  /// When a look happens in each lane, as `cut_of`.
  void cuts_of(const Look& look, const Participants& block,
               const Lanes<double>& previous, Lanes<Cut>& cuts);

  /// The data sets at the lanes' cuts. Valid until a call with other cuts; the
  /// same again cost nothing.
  [[nodiscard]] const BlockData& data_at(const Lanes<double>& cuts,
                                         const Participants& block);

  /// Events that are known at the lanes' cuts; where an endpoint is reviewed.
  void events_by(const Lanes<double>& cuts, const Participants& block,
                 Lanes<std::uint32_t>& events) const;

  /// Of a lane's data set last asked for, where an endpoint is reviewed.
  [[nodiscard]] ReasonCounts reasons(std::size_t lane,
                                     const Participants& block) const;

  /// One lane's data set at the cuts last asked for, as the scalar analyses
  /// take it. Valid until the next call.
  [[nodiscard]] std::span<const ObservationKey> lane_data(
      std::size_t lane, const Participants& block);

 private:
  // Where the pivots of an event number begin: never decides a result.
  struct Hint {
    int number;
    double at;     // [calendar steps]
    double slope;  // [events per step]
  };

  void times_of_event(int number, const Participants& block,
                      Lanes<double>& times);
  [[nodiscard]] Hint& hint_of(int number);
  [[nodiscard]] Lanes<CalendarStep> select(int number);
  [[nodiscard]] double exact_time(std::size_t lane, int number,
                                  const Participants& block);
  [[nodiscard]] double event_time(const Participants& block,
                                  std::size_t k) const;
  [[nodiscard]] bool has_event(const Participants& block, std::size_t k) const;
  [[nodiscard]] double last_observed(std::size_t lane,
                                     const Participants& block) const;
  [[nodiscard]] ObservationKey observed(const Participants& block,
                                        std::size_t k, double cut) const;

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
  Lanes<double> data_cuts_;  // those of `data_`
  bool have_data_ = false;
  BlockData data_;
  std::vector<ObservationKey> lane_keys_;
  KeySorter sorter_;
};

}  // namespace rehearse
