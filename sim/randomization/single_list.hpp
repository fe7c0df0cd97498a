#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/randomization/allocation_chain.hpp"

namespace rehearse {

// What can be said of one list after n = 0, 1, … participants, the levels of
// its chain. An onlooker sees each participant with probability `seen`,
// independently. Nothing where the tables would grow too large.

/// A column for each n.
using ByParticipants = std::vector<double>;
/// A distribution for each n.
using DistributionsByParticipants = std::vector<std::vector<double>>;

/// P(|D| = d) among those seen, after n.
[[nodiscard]] std::optional<DistributionsByParticipants> list_imbalance(
    std::span<const ChainLevel> levels, std::span<const std::uint32_t> ratio,
    double seen);

/// P(largest |D| up to n = d), all being seen.
[[nodiscard]] std::optional<DistributionsByParticipants> list_maximum(
    std::span<const ChainLevel> levels, std::span<const std::uint32_t> ratio);

/// The probability that participant n + 1, if seen, is guessed right from those
/// seen before, by convergence.
[[nodiscard]] std::optional<ByParticipants> list_convergence(
    std::span<const ChainLevel> levels, std::span<const std::uint32_t> ratio,
    double seen);

}  // namespace rehearse
