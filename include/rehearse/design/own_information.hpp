#pragma once

#include <vector>

#include "rehearse/design/analysis_design.hpp"

namespace rehearse {

/// Bounds of a test whose information isn't in events: alpha is spent at the
/// events' fraction, while the looks correlate as the test's own information
/// does. A futility bound stated as a hazard ratio has no z here, and the
/// efficacy bounds don't count on it.
class OwnInformationBounds {
 public:
  explicit OwnInformationBounds(SolvedPlan solved);

  /// Of the next look.
  [[nodiscard]] LookBounds next(double events, double information);
  /// Back to the first look.
  void restart();

 private:
  SolvedPlan solved_;
  std::vector<PlannedLook> planned_;
  BoundRecursion recursion_;
  std::size_t look_ = 0;
};

/// What a plan's spending function or points may spend up to a look with so
/// many events; all of alpha at the last. Boundaries have no such function.
[[nodiscard]] double cumulative_alpha(const AnalysisPlan& plan,
                                      const GroupSequentialPlan& sequential,
                                      std::size_t look, double events);

}  // namespace rehearse
