#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/montecarlo/power_estimate.hpp"
#include "rehearse/trial/participants.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// How to run, never what is computed: no field changes a result.
struct RunOptions {
  unsigned threads = 0;  ///< 0: all cores
  /// Set from outside (a signal handler) to stop within a tenth of a second.
  const std::atomic<bool>* stop = nullptr;
  /// Called now and then, from one thread at a time, with replicates done.
  std::function<void(std::uint64_t)> progress;
  /// Called for each replicate in order, with its looks.
  std::function<void(std::uint64_t replicate, std::span<const LookResult>)>
      each_replicate;
};

/// Simulates `scenario.replicates` replicates and summarizes them. The same
/// scenario gives the same estimate for any options.
[[nodiscard]] PowerEstimate estimate_power(const Scenario& scenario,
                                           const RunOptions& options);

/// One replicate whole, as the run had it.
struct SimulatedTrial {
  Participants participants;
  std::vector<LookResult> looks;
};
[[nodiscard]] SimulatedTrial simulate_trial(const Scenario& scenario,
                                            std::uint64_t replicate);

/// Bytes of memory that the workspaces of `threads` threads would take.
[[nodiscard]] std::uint64_t workspace_bytes(const Scenario& scenario,
                                            unsigned threads);

}  // namespace rehearse
