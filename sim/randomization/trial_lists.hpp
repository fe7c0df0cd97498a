#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "randomization/count_distributions.hpp"
#include "rehearse/randomization/allocation_chain.hpp"
#include "rehearse/randomization/exact_metrics.hpp"

namespace rehearse {

/// The lists of a trial's strata as levels of chains: strata whose lists are
/// alike share one.
struct TrialLists {
  std::vector<std::vector<ChainLevel>> levels;  ///< of each different list
  std::vector<std::size_t> list_of_stratum;
  std::vector<CountDistribution> counts;  ///< participants of each stratum
};

/// Nothing if they would need too much memory.
[[nodiscard]] std::optional<TrialLists> lists_of_trial(
    const Procedure& procedure, std::span<const std::uint32_t> ratio,
    const AllocationTrial& trial);

/// log2 of the number of sequences of arms that the lists of those lengths,
/// all together, can have. Nothing if a length is 0, there is none, or they are
/// too long for counting.
[[nodiscard]] std::optional<double> log2_lists(
    const Procedure& procedure, std::span<const std::uint32_t> ratio,
    std::span<const std::uint32_t> lengths);

}  // namespace rehearse
