#pragma once

#include <string>
#include <string_view>

#include "rehearse/config/schema.hpp"

namespace rehearse::config {

/// A sentence as comment lines of up to 80 columns.
[[nodiscard]] std::string comment(std::string_view sentence);

/// Hypotheses on PFS and overall survival, joined by the graph: what is put
/// behind the starter config, with the sentence of each key where it is first
/// stated.
[[nodiscard]] std::string example_hypotheses(ExampleGraph graph);

}  // namespace rehearse::config
