#pragma once

#include <optional>

#include "cli/options.hpp"
#include "cli/session.hpp"
#include "rehearse/report/size_report.hpp"

namespace rehearse::cli {

struct SimulationOptions {
  unsigned threads = 0;  ///< 0: all cores
  ProgressChoice progress = ProgressChoice::automatic;
};

/// What was simulated, and the config of its answer.
struct SimulatedAnswer {
  SizeSimulation simulation;
  LoadedConfig config;
};

/// Simulates sizes of the config from the report's on until one has the power
/// asked for and one event fewer falls short. Nothing: interrupted.
/// \throws ConfigError where no size within reach has the power, or a size
/// makes the config impossible.
[[nodiscard]] std::optional<SimulatedAnswer> simulate_size(
    const ConfigOptions& config, const SimulationOptions& options,
    const SizeReport& report, const Session& session);

}  // namespace rehearse::cli
