#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/design/trial_process.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Power without simulation, beside which the simulated one is printed.
struct AnalyticPower {
  /// With the plan's bounds and events under Schoenfeld's drift; nothing
  /// where hazards are not proportional or a look has no events.
  std::optional<double> schoenfeld_power;
  /// By the log-rank's own asymptotic mean and variance (`logrank_moments`)
  /// and the bounds at the events expected at each look; nothing where a look
  /// is not to be expected ever.
  std::optional<double> power;
  std::vector<double> schoenfeld_reject;  ///< by look, first rejection
  std::vector<double> reject;             ///< by look, first rejection
  /// Expected, since enrolment opened [days]; +inf: never.
  std::vector<double> look_time;
  std::string approximation;  ///< what `power` is, in a sentence
};

[[nodiscard]] AnalyticPower analytic_power(const Scenario& scenario);

/// The scenario's expected course, in days: entry at the profile's expected
/// rate (a Poisson process until the sample is full), cells mixed within the
/// strata of the analysis.
[[nodiscard]] TrialProcess trial_process(const Scenario& scenario);

}  // namespace rehearse
