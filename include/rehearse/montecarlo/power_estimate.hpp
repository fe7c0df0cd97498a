#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/montecarlo/review_estimate.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// How well the log hazard ratio is estimated by the Cox model: over all
/// replicates that reached a look, or over the trials that ended there.
struct EstimationProperties {
  MeanEstimate log_hazard_ratio;
  MeanEstimate se;  ///< the Wald standard error that a trial reports
  /// Whether log HR ± 1.96 se holds the true one; nothing where hazards are
  /// not proportional, or there was no replicate.
  std::optional<Proportion> coverage;
};

/// What the replicates said of one look. Arms by role. Times in days.
struct LookEstimate {
  std::string name;
  std::optional<int> planned_events;
  std::optional<double> efficacy_z;  ///< at the planned information
  std::optional<double> futility_z;  ///< the same; none: may not stop
  std::optional<double> harm_z;      ///< the same
  Proportion reached;                ///< the trigger occurred
  /// Of the replicates that reached it: no event compares the arms, so that
  /// there is no hazard ratio, and nothing stops for one.
  Proportion no_estimate;
  /// ... fewer than 5 events in one of the arms.
  Proportion few_events;
  Proportion reject;  ///< the trial stops here for efficacy
  Proportion cumulative_reject;
  Proportion stop_futility;
  Proportion stop_harm;
  /// Rejects here or before if no trial stops for futility.
  Proportion cumulative_reject_without_futility;
  Distribution events;
  std::array<Distribution, arm_count> events_by_arm;
  Distribution participants;
  Distribution analysis_time;  ///< since enrolment opened [days]
  Distribution z;              ///< positive favours experimental
  Distribution hazard_ratio;
  double geometric_mean_hazard_ratio = 0.0;
  std::array<Distribution, arm_count> median;  ///< [days]
  EstimationProperties estimation;             ///< whatever was decided before
  EstimationProperties estimation_if_last;     ///< of trials that ended here
};

/// Power of a scenario with its Monte Carlo error.
struct PowerEstimate {
  std::uint64_t replicates = 0;  ///< done; fewer than asked if interrupted
  bool interrupted = false;
  Proportion power;
  std::vector<LookEstimate> looks;
  /// Means at the look where the trial stops, with their mcse.
  Distribution stopping_events;
  Distribution stopping_participants;
  Distribution stopping_time;       ///< since enrolment opened [days]
  EstimationProperties estimation;  ///< at the look where the trial stops
  MeanEstimate level;  ///< alpha at its last test: of a hypothesis, one-sided
  MeanEstimate rejection_time;  ///< [days], of the replicates that reject
  /// Power less that of the first analysis on the same replicates.
  Proportion difference;
  /// Log hazard ratio at the last look less that of the first analysis, over
  /// the replicates that reached it and have both; of another endpoint alone.
  MeanEstimate log_hazard_ratio_difference;
  /// By look, of the first analysis; empty where nobody reviews.
  std::vector<ReviewEstimate> reviews;
};

}  // namespace rehearse
