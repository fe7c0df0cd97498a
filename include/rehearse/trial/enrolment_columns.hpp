#pragma once

#include <cstddef>
#include <span>

#include "rehearse/core/lanes.hpp"

namespace rehearse {

// Kernels of `EnrolmentProfile`, compiled for each instruction set. Sums run
// down the rows of each lane, and nothing is contracted: the same bytes
// everywhere. Columns have rows of `lanes` numbers: 1 or `block_lanes`.

/// The enrolment rate from one change of its form to the next.
struct RateSegment {
  double start;       ///< [days]
  double rate;        ///< at start [1/day]
  double slope;       ///< [1/day^2]
  double cumulative;  ///< rate spent by start [1]
};

/// Running sums, in place.
void cumulate(std::span<double> column, std::size_t lanes);

/// The times [days] at which cumulative rates are spent, on the grid. Each is
/// `spent` times its lane's factor. `segments` ascending, one at least.
void spend_rates(std::span<const RateSegment> segments,
                 std::span<const double> spent, const Lanes<double>& factors,
                 std::span<double> days);

}  // namespace rehearse
