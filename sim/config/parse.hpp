#pragma once

#include <string>
#include <string_view>

#include "node.hpp"

namespace rehearse::config {

/// Trees are never deeper than this, so that walking one can recurse.
inline constexpr std::size_t max_depth = 32;

/// Nor is a key longer [bytes]: every place below it is named by it.
inline constexpr std::size_t max_key = 200;
inline constexpr const char* long_key =
    "the key is too long (no key is): check its quotes";

/// The tree of a TOML document. \throws ConfigError at a syntax error.
[[nodiscard]] Node parse_toml(std::string_view text, const std::string& name);

/// The tree of a JSON document. \throws ConfigError at a syntax error.
[[nodiscard]] Node parse_json(std::string_view text, const std::string& name);

/// One TOML value on one line ("[4, 6]", "0.6", "\"8 months\""); bare text
/// where it is none ("8 months"). Everything in it stands at `mark`.
[[nodiscard]] Node parse_value(std::string_view text, const Mark& mark);

}  // namespace rehearse::config
