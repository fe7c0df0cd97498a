#pragma once

#include <string>

#include "rehearse/config/load.hpp"

namespace rehearse {

/// What was understood of a config, in words and with units: one screen.
[[nodiscard]] std::string scenario_summary(const LoadedConfig& config);

}  // namespace rehearse
