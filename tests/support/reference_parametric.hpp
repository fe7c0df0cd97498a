#pragma once

#include <vector>

#include "support/reference_hypotheses.hpp"

// Tests that use their correlation, written from the definitions: shared events
// are counted by participant, every intersection is tested at each look, and
// its bounds are raised until P(some z beyond its bound so far) is what has
// been spent. Bounds by themselves are the design layer's, probabilities those
// of the multivariate normal.
namespace reference {

struct JointDecision {
  std::vector<bool> rejected;  ///< of each hypothesis
  int raised = 0;  ///< p that their own bounds don't reject, but raised ones
  /// The least difference of a p from a level it was held against, relative.
  double nearest = 1.0;
};

/// Of a trial whose hypotheses are all simulated and of one endpoint, with
/// looks at the same times, which has no futility and no harm.
JointDecision test_jointly(const rehearse::Scenario& scenario,
                           const std::vector<Participant>& people,
                           const HypothesesTrial& trial);

}  // namespace reference
