#pragma once

#include "faults.hpp"
#include "keys.hpp"
#include "node.hpp"

namespace rehearse::config {

/// Reports that two keys are given which exclude each other.
void refuse_both(const Node& table, std::string_view first,
                 std::string_view second, std::string_view why, Faults& faults);

/// Reports, in each table of a tree that was read, the keys that are given
/// though their table has one of them alone.
void refuse_contradictions(const Node& node, Faults& faults);

/// Reports the keys of a table that are given though they are of other values
/// of `sibling`, and those that its value needs and that aren't.
void refuse_foreign(const Node& table, std::string_view sibling,
                    Faults& faults);

/// Removes from a table of a config what the values laid over it stand instead
/// of: the one hazard ratio where `over` has periods, every parameter where
/// `over` has another distribution. What `over` states too stays. `keys` are
/// the table's.
void drop_contradicted(Node& table, const Node& over, const KeyTree& keys);

}  // namespace rehearse::config
