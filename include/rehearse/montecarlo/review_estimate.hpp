#pragma once

#include <array>

#include "rehearse/endpoint/agreement.hpp"
#include "rehearse/endpoint/censoring_rules.hpp"
#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A ratio of sums over replicates, with its error by the delta method; NaN
/// where the lower sum is 0.
struct RatioEstimate {
  double estimate = 0.0;
  double mcse = 0.0;
};

/// A discrepancy rate of the reviewers, pooled over replicates.
struct Discrepancy {
  std::array<RatioEstimate, arm_count> by_arm;
  RatioEstimate difference;  ///< experimental less control
};

/// What the reviewers recorded at one look, over the replicates that reached
/// it. Arms by role; counts are means of participants.
struct ReviewEstimate {
  std::uint64_t replicates = 0;
  std::array<std::array<MeanEstimate, reason_count>, arm_count> reasons;
  std::array<std::array<MeanEstimate, agreement_count>, arm_count> agreement;
  RatioEstimate same_status;  ///< both saw progression, or neither [1]
  Discrepancy early;
  Discrepancy late;
  Proportion flagged;  ///< single trials: `suggests_biased_investigator`
};

/// The mark of an investigator who favours the experimental arm: there, fewer
/// early and more late discrepancies than in the control arm. Differences of
/// rates, experimental less control: early <= -0.075 and late >= 0.10.
[[nodiscard]] constexpr bool suggests_biased_investigator(double early,
                                                          double late) {
  return early <= -0.075 && late >= 0.10;
}

}  // namespace rehearse
