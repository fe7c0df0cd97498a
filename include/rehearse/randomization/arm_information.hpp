#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/randomization/allocation_chain.hpp"

namespace rehearse {

/// -ln P(arm | the arms before it in the list) of each participant, under the
/// procedure of the chain [nats]: their sum is -ln of the sequence's
/// probability. It ends before the first arm that can't be.
/// \param arms: of a list from its beginning, below `chain.arms()`.
[[nodiscard]] std::vector<double> arm_information(
    AllocationChain& chain, std::span<const std::uint8_t> arms);

}  // namespace rehearse
