#pragma once

#include <vector>

#include "rehearse/design/explain_bound.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse {

/// What `design --explain-bound` says of a printed bound.
struct BoundReport {
  PrintedBound bound;
  std::vector<double> alphas;  ///< one-sided, as `explain_bound` tried them
  std::vector<BoundCandidate> candidates;  ///< as it ranks them
};

/// Levels and p in it are of as many sides as the candidate's.
[[nodiscard]] Report report_of(const BoundReport& report);

}  // namespace rehearse
