#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/montecarlo/enrolment_study.hpp"
#include "rehearse/montecarlo/power_loss.hpp"
#include "rehearse/randomization/allocation_metrics.hpp"
#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// One way to randomize the trial, and what it gives.
struct AllocationAlternative {
  std::string name;  ///< "config", or as it was asked for
  TrialConfig config;
  AllocationMetrics metrics;
  Figure participants_lost;           ///< to the trial's final imbalance
  std::optional<PowerLosses> losses;  ///< where outcomes are stated
  std::optional<EnrolmentEstimate> enrolment{};  ///< where it is by sites
};

/// What `randomize --report` says: the config's randomization, and those it
/// is compared with.
struct AllocationReport {
  std::vector<AllocationAlternative> alternatives;
  std::uint64_t replicates = 0;  ///< of what is simulated
  double favoured_hazard_ratio = 1.0;
};

/// For print: JSON with the distributions of imbalance; a row for each number;
/// the alternatives side by side.
[[nodiscard]] Report report_of(const AllocationReport& report);

}  // namespace rehearse
