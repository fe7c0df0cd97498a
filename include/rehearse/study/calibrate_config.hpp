#pragma once

#include <optional>
#include <string>

#include "rehearse/montecarlo/calibration.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// Where a config states what the committee observes: solves for the disease
/// behind it and puts that into the scenario. A solution is kept under the
/// config's hash in $XDG_CACHE_HOME/rehearse (~/.cache/rehearse), its owner's
/// alone, and taken from there again. A file there that was changed, or is
/// none, is warned of and solved for anew; so is what can't be written. Nothing
/// for any other config. `interrupted`: the scenario is as it was. \throws
/// ConfigError where there is no solution.
[[nodiscard]] std::optional<Calibration> calibrate_config(
    Scenario& scenario, const std::string& config_sha256, const StudyRun& run);

}  // namespace rehearse
