#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A probability estimated from independent replicates.
struct Proportion {
  double estimate = 0.0;
  double mcse = 0.0;                 ///< sqrt(p (1 - p) / replicates)
  std::array<double, 2> ci95{0, 0};  ///< Clopper & Pearson 1934
};

/// Distribution of a statistic over replicates. +inf where it is (an
/// unreached median); NaN throughout if no replicate had it.
struct Distribution {
  double mean = 0.0;
  double sd = 0.0;
  double q05 = 0.0;
  double median = 0.0;
  double q95 = 0.0;
  double mcse = 0.0;  ///< of the mean: sd / sqrt(count)
  std::uint64_t count = 0;
};

/// What the replicates said of one look. Arms by role. Times in days.
struct LookEstimate {
  std::string name;
  std::optional<int> planned_events;
  std::optional<double> efficacy_z;  ///< at the planned information
  double reached = 0.0;              ///< the trigger occurred
  Proportion reject;                 ///< first rejection here
  Proportion cumulative_reject;
  Distribution events;
  std::array<Distribution, arm_count> events_by_arm;
  Distribution participants;
  Distribution analysis_time;  ///< since enrolment opened [days]
  Distribution z;              ///< positive favours experimental
  Distribution hazard_ratio;
  double geometric_mean_hazard_ratio = 0.0;
  std::array<Distribution, arm_count> median;  ///< [days]
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
  Distribution stopping_time;  ///< since enrolment opened [days]
};

}  // namespace rehearse
