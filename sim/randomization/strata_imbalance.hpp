#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/randomization/allocation_chain.hpp"

namespace rehearse {

/// A stratum with participants in a margin.
struct MarginStratum {
  std::size_t list = 0;  ///< which of the lists
  double share = 0.0;    ///< of the trial's participants that are in it
  double members = 1.0;  ///< of those, who belong to the margin
};

/// P(|D| = d), d = 0, 1, …, when the trial is full, among the participants of a
/// margin, for two arms. From the characteristic function of D: the strata's
/// numbers are independent Poisson numbers given their sum, and a list's after
/// n is a product along its chain; the tails beyond the transform's period are
/// bounded by Chernoff (1952), Ann. Math. Statist. 23:493, to 1e-15.
///
/// \param lists: levels of different lists' chains, as many as a stratum needs.
[[nodiscard]] std::vector<double> strata_imbalance(
    std::span<const std::vector<ChainLevel>> lists,
    std::span<const std::uint32_t> ratio, std::uint32_t participants,
    std::span<const MarginStratum> strata);

}  // namespace rehearse
