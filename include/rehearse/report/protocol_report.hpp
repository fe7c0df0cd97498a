#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/report/design_report.hpp"
#include "rehearse/report/power_report.hpp"

namespace rehearse {

/// A number over simulated trials at one time.
struct CourseSpread {
  double mean = 0.0;
  double q05 = 0.0;
  double q95 = 0.0;
};

/// An arm's share without the event, by time since randomization.
struct ArmCurve {
  std::string arm;
  /// Of the whole arm, as the config has it; empty of overall survival, which
  /// isn't stated but follows, and of a population.
  std::vector<double> assumed;
  /// Kaplan-Meier's curve of what the analysis sees, as far as nine in ten
  /// trials still have somebody at risk; then the number at risk.
  std::vector<CourseSpread> observed;
  std::vector<double> at_risk;  ///< mean over all trials
};

/// Survival as assumed and as seen at the data cut of a look.
struct SurvivalCourse {
  std::string hypothesis;  ///< whose it is; empty: of the only analysis
  std::string look;
  std::uint64_t trials = 0;
  std::vector<double> days;
  std::vector<ArmCurve> arms;
};

/// What a protocol says of a design, as values: each of it is what a command of
/// its own says.
struct ProtocolReport {
  TrialConfig stated;                  ///< the config as it is written
  PowerReport power;                   ///< calibrated where the config says so
  std::optional<DesignReport> design;  ///< of the same; none of hypotheses
  std::vector<SurvivalCourse> survival;  ///< of each simulated hypothesis
  std::optional<nlohmann::ordered_json> sensitivity;  ///< of a sweep
};

/// All of it as one object, from which the document is set: the JSON of
/// `power`, `design` and `sweep`, the scenario in words with the sources of
/// what is assumed, and the randomization and the config without what would
/// give the next allocations away; hashes are of the config that is in it.
[[nodiscard]] nlohmann::ordered_json protocol_json(
    const ProtocolReport& report);

}  // namespace rehearse
