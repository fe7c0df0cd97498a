#pragma once

#include <functional>
#include <string>
#include <vector>

#include "rehearse/config/load.hpp"

namespace rehearse {

/// Reads the config with KEY=VALUE texts laid over it. \throws ConfigError.
using ConfigReader =
    std::function<LoadedConfig(const std::vector<std::string>& changes)>;

}  // namespace rehearse
