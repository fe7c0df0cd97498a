#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/randomization/allocation_chain.hpp"

namespace rehearse {

// What one knows of participant n + 1 of a list, n = 0, 1, …, who has seen the
// arms of all before and knows the procedure, but not the chain's state.

/// The probability that his arm is certain.
[[nodiscard]] std::vector<double> certain_allocations(
    std::span<const ChainLevel> levels);

/// The probability of the most probable arm given those seen, on average.
/// Nothing if there were more than 20,000 different such probabilities of the
/// chain's states (told apart to 1e-9) after some n.
[[nodiscard]] std::optional<std::vector<double>> most_likely_guesses(
    std::span<const ChainLevel> levels);

/// log2 of the number of sequences of arms that can come out, of n + 1.
[[nodiscard]] std::vector<double> log2_sequences(
    std::span<const ChainLevel> levels);

}  // namespace rehearse
