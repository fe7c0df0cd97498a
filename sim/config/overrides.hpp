#pragma once

#include "faults.hpp"
#include "node.hpp"
#include "rehearse/config/load.hpp"

namespace rehearse::config {

/// Lays the scenario that is chosen over the tree, and puts what the command
/// line says over that, before anything is checked: the values then stand at
/// "--set KEY=VALUE", "--vary KEY=VALUE", "--seed TEXT", "--replicates TEXT".
void apply_overrides(const Overrides& overrides, Node& root, Faults& faults);

}  // namespace rehearse::config
