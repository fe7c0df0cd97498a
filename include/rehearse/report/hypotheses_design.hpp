#pragma once

#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// What `design` says of hypotheses that share alpha: each one's bounds at
/// every level that it can come to have, at the planned information.
[[nodiscard]] Report hypotheses_design(const TrialConfig& config);

/// Whether these are raised by the correlation of the tests: where tests use it
/// and their events are planned.
[[nodiscard]] bool raises_planned_levels(const Scenario& scenario);

}  // namespace rehearse
