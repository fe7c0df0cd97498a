#pragma once

#include <string>
#include <vector>

#include "faults.hpp"
#include "node.hpp"

namespace rehearse::config {

// A scenario is an assumption under which the same trial is looked at again:
// only what it changes is stated, and what that contradicts in the config goes.

/// Lays the table of [scenarios] that `scenario` names over a tree that isn't
/// read yet, and takes both keys out of it. What a scenario says stands where
/// the scenario's text does, and is checked when the tree is read.
void apply_scenario(Node& root, Faults& faults);

/// Names of the tables of [scenarios], in file order.
[[nodiscard]] std::vector<std::string> scenario_names(const Node& root);

/// A config with one of its scenarios alone, so that many aren't copied for
/// each.
[[nodiscard]] Node with_one_scenario(const Node& root, const std::string& name);

}  // namespace rehearse::config
