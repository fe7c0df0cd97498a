#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/design/analytic_power.hpp"
#include "rehearse/montecarlo/calibration.hpp"
#include "rehearse/montecarlo/enrolment_study.hpp"
#include "rehearse/montecarlo/familywise_error.hpp"
#include "rehearse/montecarlo/power_estimate.hpp"
#include "rehearse/montecarlo/reading_cost.hpp"
#include "rehearse/text/diagnostics.hpp"
#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// What `power` says: the scenario, what was simulated of it, what theory says.
/// Nothing that depends on the machine, the time or the threads.
struct PowerReport {
  TrialConfig config;
  PowerEstimate estimate;
  AnalyticPower analytic;
  std::vector<PowerEstimate> also_tests;     ///< of `AnalysisPlan::also_tests`
  std::vector<AnalyticPower> also_analytic;  ///< of the same
  // Where scans are reviewed:
  std::vector<PowerEstimate> also_rules;       ///< of `ReviewPlan::also_rules`
  std::optional<PowerEstimate> other_reader;   ///< where two read
  std::optional<Calibration> calibration;      ///< of a stated observed effect
  std::optional<ReadingCost> reading_cost;     ///< where two read
  std::optional<EnrolmentEstimate> enrolment;  ///< where it is by sites
  std::optional<PowerEstimate> other_levels;   ///< where there are some
  // Where there are hypotheses, of which `estimate` is the first simulated one:
  std::optional<TrialEstimate> trial;
  std::optional<FamilywiseErrors> familywise;  ///< where it was asked for
};

/// Puts the estimates of `analysis_plans` where they belong.
void take_estimates(std::vector<PowerEstimate> estimates, PowerReport& report);

/// For print: the JSON of the contract; a row for each look of each analysis;
/// one screen for a terminal, with no digit that is Monte Carlo noise.
[[nodiscard]] Report report_of(const PowerReport& report);

/// What a reader must know before trusting the figures: triggers that did not
/// always occur.
[[nodiscard]] std::vector<Diagnostic> power_warnings(const PowerReport& report);

}  // namespace rehearse
