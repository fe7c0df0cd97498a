#pragma once

#include <span>

namespace rehearse {

/// The partial likelihood's derivatives by the log hazard ratio, events of the
/// experimental arm aside: the score is those events less `expected`.
struct CoxScore {
  double expected = 0.0;     ///< sum of p = n1 r / (n1 r + n0) over the rows
  double information = 0.0;  ///< sum of p (1 - p)
  double skewness = 0.0;     ///< its derivative, sum of p (1 - p) (1 - 2 p)
};

/// Rows of RiskSets, a multiple of 8, at hazard ratio `ratio`. Vectorized; the
/// same bytes on every instruction set, for row i is summed in lane i % 8 of
/// eight.
[[nodiscard]] CoxScore cox_score(std::span<const double> control,
                                 std::span<const double> experimental,
                                 double ratio);

}  // namespace rehearse
