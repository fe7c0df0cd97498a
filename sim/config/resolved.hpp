#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node.hpp"
#include "rehearse/config/load.hpp"

namespace rehearse::config {

/// The canonical TOML of a tree, and the same value by value.
struct Resolved {
  std::string toml;
  std::vector<KeyValue> values;
};

/// Of a tree that was read against the table of keys.
[[nodiscard]] Resolved resolve(const Node& root);

/// A text as a TOML basic string (TOML 1.0, "String"), in its quotes.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace rehearse::config
