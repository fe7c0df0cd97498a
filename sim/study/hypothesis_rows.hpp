#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "rehearse/montecarlo/joint_estimate.hpp"

namespace rehearse {

/// What the rows of a sweep's cell are of: its tests; or its simulated
/// hypotheses and `joint_successes`.
[[nodiscard]] std::vector<std::string> row_names(const Scenario& scenario);

/// The rows of a sweep's cell whose hypotheses share alpha: each simulated
/// hypothesis, then `joint_successes`.
class HypothesisRows {
 public:
  explicit HypothesisRows(const Scenario& scenario);

  /// Of a replicate: what is compared with that of the reference. `joint`:
  /// memory for what stands for several hypotheses: it rejects where they
  /// succeed, at the end of the trial, and has no z.
  [[nodiscard]] std::span<const LookResult> looks_of(
      std::size_t row, std::span<const LookResult> looks,
      LookResult& joint) const;

  /// Of each row; what a joint one hasn't is NaN.
  [[nodiscard]] std::vector<PowerEstimate> estimates(
      const TrialEstimate& trial) const;

 private:
  std::vector<std::size_t> simulated_;
  std::vector<std::size_t> look_counts_;
  std::vector<Success> successes_;
};

}  // namespace rehearse
