#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "rehearse/endpoint/assessment.hpp"
#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/trial/participants.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// What reviewed scans show at a data cut of those who entered before it, in
/// order of entry. Days since randomization.
struct ReviewListing {
  /// For each of `endpoint_views`.
  std::vector<std::vector<Outcome>> outcomes;
  /// As if the trial never ended: not all of it is known at the cut.
  std::vector<ParticipantHistory> histories;
  std::vector<std::vector<Visit>> visits;  ///< up to the cut, missed ones too
  double committee_lag = 0.0;  ///< [days] from a scan to the IRC's reading
};

/// One replicate whole, as the run had it.
struct SimulatedTrial {
  Participants participants;
  /// Of the analysis; or of each simulated hypothesis in turn, as their graph
  /// decides.
  std::vector<LookResult> looks;
  std::optional<ReviewListing> review;  ///< empty where nobody is assessed
};

/// One replicate with the scenario's own analysis, or its hypotheses; `review`
/// at the cut of look number `look`, of all `SimulatedTrial::looks`.
[[nodiscard]] SimulatedTrial simulate_trial(const Scenario& scenario,
                                            std::uint64_t replicate,
                                            std::size_t look = 0);

/// `simulate_trial` of one replicate after another: what they share is made
/// once. `scenario` is kept by reference.
[[nodiscard]] std::function<SimulatedTrial(std::uint64_t replicate)>
trial_simulator(const Scenario& scenario, std::size_t look = 0);

}  // namespace rehearse
