#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/report/size_report.hpp"
#include "rehearse/study/config_reader.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// The size by the formula. \throws ConfigError if no size has the power.
[[nodiscard]] SizeReport study_size(TrialConfig config, double power,
                                    SolveFor solve);

/// What was simulated, and the config of its answer.
struct SimulatedAnswer {
  SizeSimulation simulation;
  LoadedConfig config;
};

/// What the config's disease is where it states what the committee observes.
struct FoundDisease {
  std::vector<std::string> changes;  ///< KEY=VALUE; none: as it is stated
  bool interrupted = false;
};
[[nodiscard]] FoundDisease found_disease(const TrialConfig& config,
                                         const StudyRun& run);

/// Simulates sizes of the config from the report's on until one has the power
/// asked for and one event fewer falls short. Nothing: stopped.
/// \throws ConfigError where no size within reach has the power, or a size
/// makes the config impossible.
[[nodiscard]] std::optional<SimulatedAnswer> simulate_size(
    const SizeReport& report, const ConfigReader& read, const StudyRun& run);

}  // namespace rehearse
