#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "rehearse/montecarlo/threads.hpp"
#include "rehearse/randomization/allocation_metrics.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Told how many replicates of a study of lists are done.
using ListProgress = std::function<void(std::uint64_t)>;

/// Metrics of the scenario's allocations over `replicates` of its replicates
/// (two at least), as the simulator and a list make them: participants enter,
/// get their sites and are randomized; no outcome is drawn, nor needed in the
/// scenario. Any procedure and number of arms. The same bytes for any number
/// of `threads`.
///
/// Margins: "trial"; "stratum factor=level;…;site=id" where there are several;
/// "site id"; "factor=level". Each distribution and share has its Monte Carlo
/// standard error, from the variance between replicates. What needs more than
/// the arms seen is NaN: `most_likely` and `deterministic` but of minimization,
/// whose rule gives them to one who sees everybody with their levels; and
/// there is no `log2_lists`.
/// `progress` is called with the replicates done, from one thread at a time.
/// Where `stop` is set from outside it ends soon, with metrics of nothing.
[[nodiscard]] AllocationMetrics simulate_allocation(
    const Scenario& scenario, std::uint64_t replicates, const Threads& threads,
    const ListProgress& progress = {}, const std::atomic<bool>* stop = nullptr);

/// Participants whose information is lost to a margin's final imbalance, in
/// expectation: E[D^2] / (r_0 r_1 N), for 1:1 E[D^2] / N. It is N less the
/// size of a balanced trial with the same variance of a difference of means,
/// where E[D] = 0. Rosenberger & Lachin (2016), "Randomization in Clinical
/// Trials", section 2, for 1:1. Two arms.
[[nodiscard]] Figure participants_lost(const Scenario& scenario,
                                       const MarginMetrics& margin);

}  // namespace rehearse
