#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/montecarlo/power_estimate.hpp"

namespace rehearse {

/// What of each replicate is compared with another scenario's on the same
/// random numbers.
struct Outcomes {
  std::vector<std::uint8_t> rejected;  ///< 0 or 1
  std::vector<double> z;               ///< at the last look
  std::vector<double> analysis_time;   ///< of the last look [days]

  /// The looks of the next replicate.
  void add(std::span<const LookResult> looks);
};

/// Means of the replicates' differences, with their errors.
struct PairedDifference {
  Proportion power;
  MeanEstimate z;
  MeanEstimate analysis_time;  ///< [days]
};

/// Share that rejects less that of the reference, over the replicates that both
/// have: 0 or 1 of each.
[[nodiscard]] Proportion power_difference(
    std::span<const std::uint8_t> rejected,
    std::span<const std::uint8_t> reference);

/// `outcomes` less `reference`, replicate by replicate, over those that both
/// have.
[[nodiscard]] PairedDifference paired_difference(const Outcomes& outcomes,
                                                 const Outcomes& reference);

}  // namespace rehearse
