#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "rehearse/trial/observation_key.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Memory of an analysis, sized once and used again: nothing is allocated
/// while the data fit what was reserved. One for each thread.
struct AnalysisWorkspace {
  /// Room for data sets of up to `participants` in up to `strata` strata.
  void reserve(std::size_t participants, std::size_t strata);

  /// At risk in each stratum: all in the low half, experimental in the high.
  std::vector<std::uint64_t> at_risk;
  /// The data set by arm.
  std::array<std::vector<ObservationKey>, arm_count> arm;
  /// Risk sets of the partial likelihood, one row for each event: weight of
  /// the participants at risk in each arm [participants].
  std::vector<double> control;
  std::vector<double> experimental;
};

}  // namespace rehearse
