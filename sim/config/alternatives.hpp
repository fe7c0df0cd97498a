#pragma once

#include <string>
#include <string_view>

#include "node.hpp"

namespace rehearse::config {

/// Removes from a table of a config what the values laid over it stand instead
/// of: the hazard of a model whose median is `over`, the one hazard ratio where
/// `over` has periods, every parameter where `over` has another distribution.
/// What `over` states too stays. `path` is the table's: "endpoint.effect",
/// "analysis.looks[]".
void drop_alternatives(Node& table, const Node& over, std::string_view path);

}  // namespace rehearse::config
