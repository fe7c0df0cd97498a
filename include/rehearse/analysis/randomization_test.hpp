#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/randomization/allocation_chain.hpp"
#include "rehearse/trial/observation_key.hpp"

namespace rehearse {

/// A trial's participants in order of entry, two arms. Columns of one length.
struct RandomizedTrial {
  std::vector<std::uint32_t> stratum;  ///< of randomization
  std::vector<std::uint8_t> arm;       ///< as it was; 255: not known
  /// What is analysed, in any order: the key and the participant's place.
  std::vector<ObservationKey> keys;
  std::vector<std::uint32_t> person;
  std::size_t analysis_strata = 1;
};
inline constexpr std::uint8_t unknown_arm = 255;

/// Log-rank test against the allocations that the procedure could have given
/// instead, with the participants, their order and all else as they were:
/// Rosenberger & Lachin (2016), "Randomization in Clinical Trials", chapter 6.
struct RandomizationTest {
  double z = 0.0;  ///< log-rank, positive favours experimental
  double p_one_sided = 1.0;
  double p_two_sided = 1.0;
  /// Draws of arms, or none where every sequence was enumerated.
  std::optional<std::uint64_t> draws;
  std::uint64_t sequences = 0;  ///< of arms, where they were enumerated
  double mcse_one_sided = 0.0;  ///< sqrt(p (1 - p) / draws)
  double mcse_two_sided = 0.0;
};

/// Fills in the arms of a draw, in order of entry.
using DrawArms =
    std::function<void(std::uint64_t draw, std::span<std::uint8_t> arms)>;

/// p = (1 + b) / (1 + draws), b the draws whose z (two-sided: |z|) is at least
/// the trial's; what only rounding tells apart is equal.
[[nodiscard]] RandomizationTest sampled_randomization_test(
    const RandomizedTrial& trial, std::uint64_t draws, const DrawArms& draw);

/// A sequence of arms, in order of entry, and its probability.
struct PossibleAllocation {
  std::vector<std::uint8_t> arms;
  double probability = 0.0;
};

/// Every allocation of participants in these strata by lists that are the
/// chains (one for each stratum); nothing if there are more than `most` ways.
[[nodiscard]] std::optional<std::vector<PossibleAllocation>>
possible_allocations(std::span<const std::uint32_t> strata,
                     std::span<AllocationChain> chains, std::size_t most);

/// p: probability of the allocations whose z is at least the trial's.
[[nodiscard]] RandomizationTest exact_randomization_test(
    const RandomizedTrial& trial,
    std::span<const PossibleAllocation> allocations);

/// Whether the arms, as far as they are known, can come from these lists.
[[nodiscard]] bool can_be_allocated(const RandomizedTrial& trial,
                                    std::span<AllocationChain> chains);

}  // namespace rehearse
