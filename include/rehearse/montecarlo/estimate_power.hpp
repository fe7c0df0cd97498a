#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "rehearse/montecarlo/joint_estimate.hpp"
#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/montecarlo/power_estimate.hpp"
#include "rehearse/montecarlo/threads.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// How to run, never what is computed: no field changes a result.
struct RunOptions {
  Threads threads;
  /// Set from outside (a signal handler) to stop within a tenth of a second.
  const std::atomic<bool>* stop = nullptr;
  /// Called now and then, from one thread at a time, with replicates done.
  std::function<void(std::uint64_t)> progress;
  /// Called for each replicate in order, with its looks: those of the first
  /// analysis, then of the next.
  std::function<void(std::uint64_t replicate, std::span<const LookResult>)>
      each_replicate;
};

/// Which events of a reviewed scenario count: in its analysis, under each
/// further rule set, by the other reader.
[[nodiscard]] std::vector<EndpointView> endpoint_views(
    const Scenario& scenario);

/// The scenario's analysis, then the same with each of its further tests.
[[nodiscard]] std::vector<AnalysisPlan> test_plans(const Scenario& scenario);

/// The levels that the scenario's analysis doesn't go by, where its strata are
/// of some that may be recorded wrong.
[[nodiscard]] std::optional<StratumLevels> other_levels(
    const Scenario& scenario);

/// `test_plans`; then, where scans are reviewed, the scenario's analysis of
/// each further one of `endpoint_views`, at the same cuts; then, where there
/// are `other_levels`, by these.
[[nodiscard]] std::vector<AnalysisPlan> analysis_plans(
    const Scenario& scenario);

/// Simulates `scenario.replicates` replicates, has each analysed by all of
/// `analyses` (in place of the scenario's; same strata and ties) and summarizes
/// what each decided. The same scenario and analyses give the same estimates
/// for any options, and an analysis the same whichever others there are.
[[nodiscard]] std::vector<PowerEstimate> estimate_powers(
    const Scenario& scenario, std::span<const AnalysisPlan> analyses,
    const RunOptions& options);

/// Simulates the scenario's replicates and decides its hypotheses by their
/// graph.
[[nodiscard]] TrialEstimate estimate_trial(const Scenario& scenario,
                                           const RunOptions& options);

/// `estimate_powers` of the scenario's own analysis alone.
[[nodiscard]] PowerEstimate estimate_power(const Scenario& scenario,
                                           const RunOptions& options);

/// Bytes of memory that the workspaces of `threads` threads would take.
[[nodiscard]] std::uint64_t workspace_bytes(const Scenario& scenario,
                                            unsigned threads);

}  // namespace rehearse
