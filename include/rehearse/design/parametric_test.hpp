#pragma once

#include <span>

#include "rehearse/design/graph_test.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A look of a hypothesis as it was had, with its events by arm.
struct ParametricLook {
  HypothesisLook seen;
  double control_events;  ///< of `seen.events`
};

/// What `SequentialIntersections` says of a trial's hypotheses, analysis after
/// analysis: those of an analysis, and with `look_back` those before, are
/// rejected where all intersections with them are. A look's alpha is its
/// hypothesis's level in the intersection with all that aren't rejected, of
/// several looks before it is raised; its bound is raised. Repeated p is that
/// of the hypothesis by itself. The scenario's plan is parametric. Hypotheses
/// of one group had their looks at the same analyses.
[[nodiscard]] GraphTest test_by_intersections(
    const Scenario& scenario, const HypothesisGraph& start,
    std::span<const ParametricLook> looks);

}  // namespace rehearse
