#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/montecarlo/estimate_power.hpp"

namespace rehearse {

/// P(a true null hypothesis is rejected) where these, of the simulated ones,
/// are true and the others as false as can be.
struct FamilywiseError {
  RejectedSet null = 0;
  Proportion error;
};

/// Greatest error first. `interrupted`: fewer replicates than asked for.
struct FamilywiseErrors {
  std::vector<FamilywiseError> of;
  std::uint64_t replicates = 0;  ///< of all trials
  bool interrupted = false;
};

/// Simulates the scenario at the null hypotheses of each of `nulls` and tests
/// its hypotheses by their graph. The hazard ratio of PFS in an arm is the
/// greatest null one of its true hypotheses, 1 where it has none.
///
/// Of the others one of the same comparison has the mean that this hazard ratio
/// gives it. The rest are rejected as soon as they have a level: no mean is
/// worse, for as a z grows a graph rejects no less where bounds fall as the
/// level rises (Maurer & Bretz 2013, 3.1), nor does a closed test.
///
/// Nothing stops for harm, nor for futility that efficacy bounds don't count
/// on. `options` are asked for once for each trial that is simulated, after so
/// many replicates: one but where there are margins.
[[nodiscard]] FamilywiseErrors familywise_errors(
    const Scenario& scenario, std::span<const RejectedSet> nulls,
    const std::function<RunOptions(std::uint64_t done)>& options);

/// How many trials that simulates.
[[nodiscard]] std::size_t null_trials(const Scenario& scenario,
                                      std::span<const RejectedSet> nulls);

/// Whether these can be true and all others false: a comparison whose hazard
/// ratio is a margin or more is so of all lower margins.
[[nodiscard]] bool can_be_null(const Scenario& scenario, RejectedSet null);

/// Two hypotheses that no hazard ratio of their arm is at the null of, by
/// number: PFS against margins that differ, in populations or by readers that
/// do; or overall survival beside PFS against a margin.
[[nodiscard]] std::optional<std::array<std::size_t, 2>> without_common_null(
    const Scenario& scenario);

/// Every set of true null hypotheses that can be, but the empty one.
[[nodiscard]] std::vector<RejectedSet> all_null_sets(const Scenario& scenario);

}  // namespace rehearse
