#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/core/moments.hpp"
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
  [[nodiscard]] std::size_t size() const { return rejected.size(); }
};

/// Bytes that `Outcomes` keep of a replicate.
inline constexpr std::size_t outcome_bytes = 2 * sizeof(double) + 1;

/// Replicates of which an `OutcomeDifference` keeps what differs, 16 bytes of
/// each. A constant of the results' last digits.
inline constexpr std::size_t difference_replicates = 131'072;

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

/// Outcomes less those of a reference, replicate by replicate, over those that
/// both have. Keeps `difference_replicates` of them at most: their moments are
/// taken together, and merged in their order.
class OutcomeDifference {
 public:
  /// The looks of the next replicate, of which the reference has its own.
  void add(std::span<const LookResult> looks, const Outcomes& reference);
  [[nodiscard]] PairedDifference result() const;

 private:
  // Differences of z and of the time, as far as they are merged.
  struct Merged {
    Moments z;
    Moments time;
  };
  [[nodiscard]] Merged with_last_chunk() const;

  std::uint64_t count_ = 0;
  std::uint64_t only_this_ = 0;
  std::uint64_t only_reference_ = 0;
  Merged merged_;
  std::vector<double> z_;     // of the chunk that isn't merged
  std::vector<double> time_;  // [days]
};

}  // namespace rehearse
