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

/// Dunnett's bound, and whether the hypotheses can be tested by their
/// correlation where that is asked for.
void read_parametric(const Node& root, Scenario& scenario, Faults& faults);

}  // namespace rehearse::config
