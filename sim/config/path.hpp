#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rehearse::config {

// Flags, [scenarios] and [sweep] name keys in the same way.

/// A step of a path into a config: a key of a table, or an index of a list.
using Step = std::variant<std::string, std::size_t>;

/// The steps of "analysis.looks[0].events"; a key that holds '.' or '[' stands
/// in double quotes. Nothing if it is no such path.
[[nodiscard]] std::optional<std::vector<Step>> parse_path(
    std::string_view path);

}  // namespace rehearse::config
