#pragma once

#include "parts.hpp"
#include "rehearse/trial/hypothesis.hpp"

namespace rehearse::config {

/// Whose times a hypothesis compares, and that they are simulated. The default
/// of its arm is put into the table.
[[nodiscard]] Comparison read_comparison(const Node& root, Node& hypothesis,
                                         const Hypothesis& read,
                                         const Scenario& scenario,
                                         Faults& faults);

}  // namespace rehearse::config
