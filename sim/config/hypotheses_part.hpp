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

/// A look's `events_in`, which makes its events those of a population.
void read_events_in(const Node& node, const PlanFor& whose, Look& look,
                    Faults& faults);
/// Whether such looks can come in this order.
void check_events_in(const List& nodes, const Scenario& scenario,
                     const std::vector<Look>& looks, Faults& faults);

}  // namespace rehearse::config
