#pragma once

#include <vector>

#include "rehearse/text/diagnostics.hpp"
#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// What was understood of a config, in words and with units: one screen; a row
/// for each part of it.
[[nodiscard]] Report scenario_summary(const TrialConfig& config);

/// What theory leaves out of the scenario; nothing where that is little.
[[nodiscard]] std::vector<Diagnostic> theory_warnings(const Scenario& scenario);

}  // namespace rehearse
