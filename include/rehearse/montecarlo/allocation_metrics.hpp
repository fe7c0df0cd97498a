#pragma once

#include <cstdint>

#include "rehearse/montecarlo/allocation_study.hpp"
#include "rehearse/randomization/allocation_metrics.hpp"
#include "rehearse/randomization/exact_metrics.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// The scenario's strata, sites and margins as `exact_metrics` takes them;
/// margins as `simulate_allocation` names them. Not of minimization.
[[nodiscard]] AllocationTrial allocation_trial(const Scenario& scenario);

/// Metrics of the scenario's allocations: exact where there is a method,
/// otherwise (and all of minimization) over `replicates` of its replicates,
/// with their Monte Carlo error. `progress` and `stop` as there.
[[nodiscard]] AllocationMetrics allocation_metrics(
    const Scenario& scenario, std::uint64_t replicates, const Threads& threads,
    const ListProgress& progress = {}, const std::atomic<bool>* stop = nullptr);

}  // namespace rehearse
