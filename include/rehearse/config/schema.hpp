#pragma once

#include <string>

#include "rehearse/config/load.hpp"

namespace rehearse {

/// JSON Schema (draft 2020-12) of a config, for editors. It knows keys, types,
/// ranges and defaults; contradictions between keys are the reader's.
[[nodiscard]] std::string json_schema();

/// A config to start from: it loads as it stands. In TOML it is commented; JSON
/// has no comments, and no optional keys behind them.
[[nodiscard]] std::string starter_config(Dialect dialect = Dialect::toml);

}  // namespace rehearse
