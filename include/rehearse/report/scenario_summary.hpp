#pragma once

#include <string>
#include <vector>

#include "rehearse/text/diagnostics.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// What was understood of a config, in words and with units: one screen.
[[nodiscard]] std::string scenario_summary(const TrialConfig& config);

/// What theory leaves out of the scenario; nothing where that is little.
[[nodiscard]] std::vector<Diagnostic> theory_warnings(const Scenario& scenario);

}  // namespace rehearse
