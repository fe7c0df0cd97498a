#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/analysis/interval_observation.hpp"

namespace rehearse {

/// Times (left, right], or the one time left = right; right may be +inf.
struct InnermostInterval {
  double left = 0.0;
  double right = 0.0;
  bool operator==(const InnermostInterval&) const = default;
};

/// The innermost intervals from `first` up to, but not, `last`.
struct CoveredIntervals {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  bool operator==(const CoveredIntervals&) const = default;
};

/// Where the NPMLE of interval-censored observations can have mass: intervals
/// that begin where an observation does, end where one does, and contain no
/// other end (Peto 1973, Appl Statist 22:86; Turnbull 1976, JRSS B 38:290).
/// An observation contains each of them or is apart from it. Kept from one
/// data set to the next for its memory.
struct InnermostIntervals {
  std::vector<InnermostInterval> intervals;  ///< ascending
  std::vector<CoveredIntervals> covered;     ///< by each observation
  std::vector<double> times;                 ///< their distinct finite ends
  std::vector<std::uint32_t> begins;         ///< scratch, as the next
  std::vector<std::uint32_t> ends;
};

/// Fills in `found`. At one time an exact event comes before the beginning of
/// what is open there: an event at t is outside (t, 5] and inside (1, t].
void find_innermost(std::span<const IntervalObservation> observations,
                    InnermostIntervals& found);

}  // namespace rehearse
