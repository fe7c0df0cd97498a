#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/design/analytic_power.hpp"
#include "rehearse/montecarlo/calibration.hpp"
#include "rehearse/montecarlo/power_estimate.hpp"
#include "rehearse/montecarlo/reading_cost.hpp"
#include "rehearse/text/screen.hpp"
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
  std::vector<PowerEstimate> also_rules;      ///< of `ReviewPlan::also_rules`
  std::optional<PowerEstimate> other_reader;  ///< where two read
  std::optional<Calibration> calibration;     ///< of a stated observed effect
  std::optional<ReadingCost> reading_cost;    ///< where two read
};

/// Puts the estimates of `analysis_plans` where they belong.
void take_estimates(std::vector<PowerEstimate> estimates, PowerReport& report);

/// Indices of the arms in the order in which the config states them.
[[nodiscard]] std::array<std::size_t, arm_count> printed_arms(
    const Scenario& scenario);

/// The JSON document of `power`, with a line end. Numbers are the shortest
/// that read back exactly; what is infinite or was never seen is null.
[[nodiscard]] std::string power_json(const PowerReport& report);

/// A row for each look; columns as the keys of the JSON, joined by '_'.
[[nodiscard]] std::string power_csv(const PowerReport& report);

/// A section of a Markdown document.
[[nodiscard]] std::string power_markdown(const PowerReport& report);

/// One screen for a terminal, with no digit that is Monte Carlo noise.
[[nodiscard]] std::string power_table(const PowerReport& report,
                                      const Screen& screen);

/// What a reader must know before trusting the figures: triggers that did not
/// always occur.
[[nodiscard]] std::vector<Diagnostic> power_warnings(
    const PowerEstimate& estimate);

}  // namespace rehearse
