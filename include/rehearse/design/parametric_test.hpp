#pragma once

#include <span>

#include "rehearse/design/graph_test.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// The one look of a hypothesis as it was had, with its events by arm.
struct ParametricLook {
  HypothesisLook seen;
  double control_events;  ///< of `seen.events`
};

/// What `ParametricGraph` says of a trial's hypotheses, at most one look each,
/// analysis after analysis: those of an analysis, and with `look_back` those
/// before, are rejected where all intersections with them are. A look's alpha
/// is its hypothesis's level in the intersection with all that aren't rejected;
/// repeated p is the look's own. The scenario's plan is parametric. Hypotheses
/// of one group had their looks at one analysis.
[[nodiscard]] GraphTest test_by_intersections(
    const Scenario& scenario, const HypothesisGraph& start,
    std::span<const ParametricLook> looks);

}  // namespace rehearse
