#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/design/operating_characteristics.hpp"
#include "rehearse/design/trial_process.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Power without simulation, beside which the simulated one is printed.
struct AnalyticPower {
  /// With the plan's bounds and events under Schoenfeld's drift; nothing
  /// where hazards are not proportional, or a look has no events or is not to
  /// be expected.
  std::optional<double> schoenfeld_power;
  /// By the log-rank's own asymptotic mean and variance (`logrank_moments`)
  /// and the bounds at the events expected at each look; nothing where a look
  /// is not to be expected.
  std::optional<double> power;
  /// By look, the trial stops there; empty where there is no power.
  std::vector<StoppingAtLook> schoenfeld_stopping;
  std::vector<StoppingAtLook> stopping;
  /// Of `power`, by look [z]; of MaxCombo on its largest Z.
  std::vector<double> efficacy_z;
  /// Expected, since enrolment opened [days]; +inf: not to be expected. The
  /// time when so many events are expected, as other programs have it, where
  /// that is within a tenth of a standard deviation of the mean time of the
  /// looks that come, of which it is the limit in large trials; otherwise that
  /// mean.
  std::vector<double> look_time;
  std::vector<double> look_reached;  ///< P(the look's triggers ever occur)
  std::string approximation;         ///< what `power` is, in a sentence
};

/// Of the plan's test. Futility bounds are obeyed, but for those stated as a
/// hazard ratio to a test other than the log-rank, and MaxCombo's.
[[nodiscard]] AnalyticPower analytic_power(const Scenario& scenario);

/// The same of each of the plan's `also_tests`.
[[nodiscard]] std::vector<AnalyticPower> also_analytic_power(
    const Scenario& scenario);

/// The one hazard ratio of an effect that doesn't change over time; nothing
/// where hazards are not proportional.
[[nodiscard]] std::optional<double> proportional_hazard_ratio(
    const EndpointPlan& endpoint);

/// Its logarithm.
[[nodiscard]] std::optional<double> true_log_hazard_ratio(
    const Scenario& scenario);

/// The scenario's expected course, in days: entry at the profile's expected
/// rate (a Poisson process until the sample is full), cells mixed within the
/// strata of the analysis.
[[nodiscard]] TrialProcess trial_process(const Scenario& scenario);

}  // namespace rehearse
