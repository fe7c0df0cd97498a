#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/endpoint/model_spec.hpp"

namespace rehearse {

/// A scan every so many days, until a day since randomization; the last
/// interval is unbounded.
struct ScanInterval {
  int every = 42;            ///< [days], > 0
  double until = unbounded;  ///< [days], ascending
};

/// The days on which an arm's scans are due, anchored on randomization, which
/// is visit 0 on day 0. Visits 1, 2, … are an interval apart: that of the
/// first period in which the next visit still falls. A visit takes place on
/// its nominal day plus whole days within the window.
class ScanSchedule {
 public:
  /// \throws PreconditionError if a bound above is broken, or the window is so
  /// wide that two visits could meet: 2 window < every.
  ScanSchedule(std::span<const ScanInterval> intervals, int window);

  /// [days] of any visit, from 0.
  [[nodiscard]] int nominal_day(int visit) const {
    const auto v = static_cast<std::size_t>(visit);
    return v < days_.size() ? days_[v] : nominal_day_by_pieces(visit);
  }
  /// The day of `visit` in days, drawn by a random word: uniform over the
  /// window, within 2^-32 of the probability.
  [[nodiscard]] int actual_day(int visit, std::uint32_t word) const {
    const std::uint64_t days = 2 * static_cast<std::uint64_t>(window_) + 1;
    return nominal_day(visit) - window_ +
           static_cast<int>(std::uint64_t{word} * days >> 32);
  }
  /// The last visit whose nominal day is on or before `day` [days]; 0 for none.
  [[nodiscard]] int last_visit_by(double day) const;
  /// The last day on which an event still follows at most `missed_allowed`
  /// missed visits, when visit `last_scan` is the last scan before it: nominal
  /// day of visit last_scan + missed_allowed + 1, plus window.
  [[nodiscard]] int deadline(int last_scan, int missed_allowed) const {
    return nominal_day(last_scan + missed_allowed + 1) + window_;
  }
  [[nodiscard]] int window() const { return window_; }  ///< [days]
  /// As they were given.
  [[nodiscard]] std::span<const ScanInterval> intervals() const {
    return intervals_;
  }

 private:
  struct Piece {
    int visit;  // the last visit of the piece before; 0 of the first
    int day;    // its nominal day
    int every;  // from it on
  };
  [[nodiscard]] int nominal_day_by_pieces(int visit) const;

  std::vector<ScanInterval> intervals_;
  std::vector<Piece> pieces_;
  int window_;
  std::array<int, 64> days_{};  // of the first visits, for speed
};

}  // namespace rehearse
