#pragma once

#include <string>

#include "node.hpp"

namespace rehearse::config {

/// The canonical TOML of a tree that was read against the table of keys.
[[nodiscard]] std::string resolved_toml(const Node& root);

/// A text as a TOML basic string (TOML 1.0, "String"), in its quotes.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace rehearse::config
