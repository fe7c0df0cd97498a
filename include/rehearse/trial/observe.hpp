#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "rehearse/endpoint/reviewed_endpoint.hpp"
#include "rehearse/trial/cut.hpp"
#include "rehearse/trial/observation_key.hpp"
#include "rehearse/trial/participants.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Sorts keys ascending, by a vectorised quicksort (Blacher et al. 2022,
/// arXiv:2205.05982) in memory taken once.
class KeySorter {
 public:
  KeySorter();
  ~KeySorter();
  KeySorter(const KeySorter&) = delete;
  KeySorter& operator=(const KeySorter&) = delete;
  void sort(std::span<std::uint64_t> keys) const;

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

/// Participants by arm and by why their time ends.
using ReasonCounts =
    std::array<std::array<std::uint32_t, reason_count>, arm_count>;

/// What would be seen of each participant if the trial never ended, and from
/// it the data set of any cut.
class Observations {
 public:
  explicit Observations(std::size_t participants);

  /// Events are seen when they happen. `analysis_stratum`: of each cell.
  void observe(const Participants& people,
               std::span<const std::uint32_t> analysis_stratum);

  /// Events are those of `endpoint`, which is kept until the next replicate
  /// and settled here, at the times when they are known. `number`: of each of
  /// `people` among those assessed, kept too; empty: they are the same.
  void observe(const Participants& people,
               std::span<const std::uint32_t> analysis_stratum,
               ReviewedEndpoint& endpoint,
               std::span<const std::uint32_t> number = {});

  /// When `look` happens; never before `previous` (0 for the first look).
  /// `people` may be some of the `trial`'s, whose entries the clocks count
  /// from.
  [[nodiscard]] Cut cut_of(const Look& look, const Participants& people,
                           double previous, const Participants& trial) const;
  [[nodiscard]] Cut cut_of(const Look& look, const Participants& people,
                           double previous) const {
    return cut_of(look, people, previous, people);
  }

  /// The data set at `cut`, sorted: of those who entered before it. Valid
  /// until a call with another cut; the same cut again costs nothing.
  [[nodiscard]] std::span<const ObservationKey> data_at(
      double cut, const Participants& people);

  /// Events that are known at `cut`.
  [[nodiscard]] std::size_t events_by(double cut) const;

  /// Of the data set last asked for; where there is a reviewed endpoint.
  [[nodiscard]] const ReasonCounts& reasons() const { return reasons_; }

 private:
  void label(const Participants& people,
             std::span<const std::uint32_t> analysis_stratum);
  void cut_reviewed(double cut, const Participants& people,
                    std::span<ObservationKey> data);
  [[nodiscard]] double time_of_event(int number) const;
  /// The last event, dropout or scan of any participant; 0 where all go on.
  [[nodiscard]] double last_observed(const Participants& people) const;
  [[nodiscard]] std::size_t number_of(std::size_t i) const {
    return number_.empty() ? i : number_[i];
  }

  KeySorter sorter_;
  ReviewedEndpoint* reviewed_ = nullptr;   // none: events are seen at once
  std::span<const std::uint32_t> number_;  // there, of each; empty: the same
  ReasonCounts reasons_{};
  std::vector<double> followed_;         // to event or dropout [days]
  std::vector<std::uint64_t> labels_;    // stratum, arm, censored
  std::vector<std::uint64_t> calendar_;  // ticks of events
  std::size_t events_ = 0;
  std::span<const ObservationKey> data_;  // at the cut last asked for
  double data_cut_ = -1.0;                // ... which it is
  std::vector<ObservationKey> keys_;
};

}  // namespace rehearse
