#pragma once

#include <array>
#include <span>
#include <vector>

#include "rehearse/montecarlo/estimate_power.hpp"

namespace rehearse {

/// Where the mean of a false hypothesis's z may lie at its last look: the worst
/// of hierarchical testing is between none and certain rejection (Hung, Wang &
/// O'Neill 2007, J. Biopharm. Stat. 17:1201).
inline constexpr std::array<double, 10> searched_drifts{
    0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.5, unbounded};

/// P(a true null hypothesis is rejected) where these are true.
struct FamilywiseError {
  RejectedSet null = 0;  ///< of the simulated hypotheses
  double drift = 0.0;    ///< of the others, where it is greatest; 0: no others
  Proportion error;
};

/// Simulates the scenario without effects and tests its hypotheses by their
/// graph for each of `nulls`, nothing stopping for futility or harm. The others
/// are made false by a mean of their z, as under local alternatives: their
/// correlations and times are those of the null hypothesis.
/// Greatest error first. `interrupted`: fewer replicates than asked for.
struct FamilywiseErrors {
  std::vector<FamilywiseError> of;
  std::uint64_t replicates = 0;
  bool interrupted = false;
};
[[nodiscard]] FamilywiseErrors familywise_errors(
    const Scenario& scenario, std::span<const RejectedSet> nulls,
    const RunOptions& options);

/// Every set of true null hypotheses but the empty one.
[[nodiscard]] std::vector<RejectedSet> all_null_sets(std::size_t hypotheses);

}  // namespace rehearse
