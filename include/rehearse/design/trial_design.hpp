#pragma once

#include <optional>
#include <vector>

#include "rehearse/design/analytic_power.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "rehearse/design/trial_process.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A look where theory takes it: see `expected_looks`.
struct ExpectedLook {
  double cut;              ///< since enrolment opened [days]
  double participants;     ///< expected to have entered
  LogrankMoments moments;  ///< of the log-rank test there
  LookBounds bounds;       ///< at these events
  double events;           ///< the look's own where it comes by them, otherwise
                           ///< those expected
};

/// The scenario's looks at the cuts where as many events as planned are
/// expected, up to the first that is not to be expected: it comes in fewer than
/// half of the trials.
[[nodiscard]] std::vector<ExpectedLook> expected_looks(
    const Scenario& scenario, const TrialProcess& trial);

/// Where trials stop with the log-rank test, by its score's asymptotic mean and
/// variance.
[[nodiscard]] std::vector<StoppingAtLook> expected_stopping(
    const std::vector<ExpectedLook>& looks);

/// `analytic_power` of a scenario whose course and looks are known.
[[nodiscard]] AnalyticPower analytic_power(
    const Scenario& scenario, const TrialProcess& trial,
    const std::vector<ExpectedLook>& looks);

/// A look of the analytic design.
struct TrialDesignLook {
  ExpectedLook expected;
  double time;                     ///< expected [days]: `AnalyticPower`
  double reached;                  ///< P(its triggers ever occur)
  std::optional<double> fraction;  ///< of the planned events
  BoundScales efficacy;
  BoundScales futility;
  BoundScales harm;
  StoppingAtLook null_stopping;  ///< under the null hypothesis, at the same
                                 ///< events
  StoppingAtLook stopping;       ///< under the scenario
};

/// What the design does where the effect is a share of the scenario's.
struct DesignUnderEffect {
  double effect;                       ///< [1] of the scenario's drift
  std::optional<double> hazard_ratio;  ///< where hazards are proportional
  double power;
  double expected_events;
  double expected_time;  ///< since enrolment opened [days]
  double futility;       ///< P(stops for futility)
  double harm;
};

/// Expected course of the trial.
struct ExpectedCourse {
  double time;  ///< since enrolment opened [days]
  double participants;
  std::array<double, arm_count> events;
};

/// A scenario's design without simulation: of the log-rank test, whatever the
/// plan's test is.
struct TrialDesign {
  std::vector<TrialDesignLook> looks;  ///< of `expected_looks`
  AnalyticPower analytic;
  /// No effect, quarters of it, the scenario; without the quarters where the
  /// experimental arm has a model of its own. Empty where a look never comes.
  std::vector<DesignUnderEffect> under;
  std::optional<GroupSequentialDesign> planned;  ///< the plan's own solution,
                                                 ///< where all is planned
  std::vector<ExpectedCourse> course;            ///< monthly, to the last look
  double enrolment_end;                          ///< expected [days]
  /// The first look that is not to be expected; nothing if all are.
  struct Unexpected {
    double reached;          ///< P(its triggers ever occur), below a half
    double possible_events;  ///< expected, were all followed to the end
  };
  std::optional<Unexpected> unexpected;
};

[[nodiscard]] TrialDesign trial_design(const Scenario& scenario);

/// Conditional and predictive power after a look, its Z or hazard ratio known.
struct InterimPower {
  double current_trend;          ///< conditional power under the effect seen
  double scenario;               ///< ... under the scenario's
  std::optional<double> design;  ///< ... under the design's drift
  double predictive;  ///< averaged over the effect's posterior, flat prior
  std::optional<double> predictive_prior;  ///< ... with the scenario's
                                           ///< prior, if normal
};

/// `look` (not the last) of `design` had `events` and Z = `z`.
[[nodiscard]] InterimPower interim_power(const TrialDesign& design,
                                         const Scenario& scenario,
                                         std::size_t look, double events,
                                         double z);

}  // namespace rehearse
