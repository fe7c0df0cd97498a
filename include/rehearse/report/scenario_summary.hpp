#pragma once

#include <string>
#include <vector>

#include "rehearse/config/load.hpp"
#include "rehearse/report/diagnostics.hpp"

namespace rehearse {

/// What was understood of a config, in words and with units: one screen.
[[nodiscard]] std::string scenario_summary(const LoadedConfig& config);

/// What theory leaves out of the scenario; nothing where that is little.
[[nodiscard]] std::vector<Diagnostic> theory_warnings(const Scenario& scenario);

}  // namespace rehearse
