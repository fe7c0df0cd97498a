#pragma once

#include "faults.hpp"
#include "node.hpp"
#include "rehearse/config/load.hpp"

namespace rehearse::config {

/// Puts what the command line says into the tree, before it is checked: the
/// values then stand at "--set KEY=VALUE", "--seed TEXT", "--replicates TEXT".
void apply_overrides(const Overrides& overrides, Node& root, Faults& faults);

}  // namespace rehearse::config
