#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/analysis/possible_allocations.hpp"
#include "rehearse/trial/observation_key.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A trial's participants, two arms. The first columns are in order of entry.
struct RandomizedTrial {
  std::vector<std::uint32_t> stratum;  ///< of randomization
  std::vector<std::uint8_t> arm;       ///< or unknown_arm
  /// Minimization alone: level of each factor, participant by participant.
  std::vector<std::uint32_t> levels;
  /// What is analysed, in any order: the key and its participant's place above.
  /// Who is not analysed was randomized all the same.
  std::vector<ObservationKey> keys;
  std::vector<std::uint32_t> person;
  std::size_t analysis_strata = 1;
};

/// Log-rank test against the allocations that the procedure could have given
/// instead, with the participants, their order and all else as they were:
/// Rosenberger & Lachin (2016), "Randomization in Clinical Trials", chapter 6.
struct RandomizationTest {
  double z = 0.0;  ///< log-rank, positive favours experimental
  double p_one_sided = 1.0;
  double p_two_sided = 1.0;
  /// Draws of arms; nothing where every sequence was enumerated.
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

/// p: probability of the allocations whose z is at least the trial's.
[[nodiscard]] RandomizationTest exact_randomization_test(
    const RandomizedTrial& trial,
    std::span<const PossibleAllocation> allocations);

/// Draws arms by the scenario's procedure, from its seed. The scenario and the
/// trial must live as long; two arms.
[[nodiscard]] DrawArms draw_by_procedure(const Scenario& scenario,
                                         const RandomizedTrial& trial);

/// The test under the scenario's procedure: exact where at most 100,000
/// sequences of arms are possible, otherwise by `draws` draws.
[[nodiscard]] RandomizationTest randomization_test(const RandomizedTrial& trial,
                                                   const Scenario& scenario,
                                                   std::uint64_t draws);

/// Whether the trial's arms can come from the scenario's procedure at all.
[[nodiscard]] bool can_be_allocated(const RandomizedTrial& trial,
                                    const Scenario& scenario);

}  // namespace rehearse
