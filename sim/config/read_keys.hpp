#pragma once

#include "faults.hpp"
#include "keys.hpp"
#include "node.hpp"
#include "rehearse/config/load.hpp"

namespace rehearse::config {

/// The tree read against the table of keys: every key known, every value of
/// its type, unit and range, every default filled in, members in canonical
/// order. What is wrong is reported and left as `monostate`, so that a fault
/// is reported once. What `reading` has no need of may be absent.
[[nodiscard]] Node read_keys(const Node& raw, Reading reading, Faults& faults);

}  // namespace rehearse::config
