#pragma once

#include <string>

namespace rehearse {

/// JSON Schema (draft 2020-12) of a config, for editors. It knows keys, types,
/// ranges and defaults; contradictions between keys are the reader's.
[[nodiscard]] std::string json_schema();

/// A commented TOML config to start from: it loads as it stands.
[[nodiscard]] std::string starter_config();

}  // namespace rehearse
