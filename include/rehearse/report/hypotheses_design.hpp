#pragma once

#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// What `design` says of hypotheses that share alpha: each one's bounds at
/// every level that it can come to have, at the planned information.
[[nodiscard]] Report hypotheses_design(const TrialConfig& config);

}  // namespace rehearse
