#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/randomization/allocation_chain.hpp"
#include "rehearse/randomization/minimization.hpp"

namespace rehearse {

inline constexpr std::uint8_t unknown_arm = 255;

/// A sequence of arms, in order of entry, and its probability [1].
struct PossibleAllocation {
  std::vector<std::uint8_t> arms;
  double probability = 0.0;
};

/// Every sequence of arms that participants in these strata can get by lists
/// that are the chains, of two arms, one for each stratum; nothing if there are
/// more than `most`.
[[nodiscard]] std::optional<std::vector<PossibleAllocation>>
possible_allocations(std::span<const std::uint32_t> strata,
                     std::span<AllocationChain> chains, std::size_t most);

/// ... by minimization between two arms, from `start` on. `levels`: of each
/// minimized factor, participant by participant. Nothing if two to the power of
/// the participants are more than `most`.
[[nodiscard]] std::optional<std::vector<PossibleAllocation>>
possible_allocations(const Minimization& start,
                     std::span<const std::uint32_t> levels, std::size_t most);

/// Whether the arms, as far as they are known, can come from these lists.
[[nodiscard]] bool can_be_allocated(std::span<const std::uint32_t> strata,
                                    std::span<const std::uint8_t> arms,
                                    std::span<AllocationChain> chains);

/// ... from minimization; the arms up to the first that is not known.
[[nodiscard]] bool can_be_allocated(Minimization start,
                                    std::span<const std::uint32_t> levels,
                                    std::span<const std::uint8_t> arms);

}  // namespace rehearse
