#pragma once

#include <optional>
#include <string>

#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "rehearse/montecarlo/calibration.hpp"

namespace rehearse::cli {

/// Where a config states what the committee observes: solves for the disease
/// behind it and puts that into the scenario. A solution is kept under the
/// config's hash in $XDG_CACHE_HOME/rehearse (~/.cache/rehearse) and taken from
/// there again; where that can't be read or written it is solved for anew.
/// Nothing for any other config. `interrupted`: the scenario is as it was.
/// \throws ConfigError where there is no solution.
[[nodiscard]] std::optional<Calibration> calibrate_config(
    Scenario& scenario, const std::string& config_sha256, unsigned threads,
    ProgressChoice progress, const Session& session);

}  // namespace rehearse::cli
