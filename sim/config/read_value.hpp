#pragma once

#include <optional>
#include <string>

#include "faults.hpp"
#include "keys.hpp"
#include "node.hpp"

namespace rehearse::config {

/// Sets `to.value` from `from` as `key` says; reports what is wrong at `to`.
/// Not for tables and lists.
void read_value(const Node& from, const Key& key, Kind kind, Node& to,
                Faults& faults);

/// Kind of a list's elements; nothing for what is no list of values.
[[nodiscard]] std::optional<Kind> element_kind(Kind kind);

/// "above 0 and at most 1"; a duration's bounds with their unit.
[[nodiscard]] std::string range_text(const Range& range, Kind kind);

}  // namespace rehearse::config
