#pragma once

#include <span>
#include <vector>

#include "rehearse/analysis/max_combo.hpp"
#include "rehearse/analysis/weighted_log_rank.hpp"
#include "rehearse/design/trial_process.hpp"

namespace rehearse {

/// Expectations of weighted log-rank scores and of their covariance at `cut`,
/// since enrolment opened, all of the scenario itself (not of a null
/// hypothesis): the integrands of `logrank_moments` times the weights. With w_a
/// at the expected pooled survival S of the stratum and N times the share at
/// risk n, for each stratum and in all
///
///   score_a        ∫ w_a Y0 Y1 / (Y0 + Y1) (h0 - h1) ds
///   covariance_ab  ∫ w_a w_b Y0 Y1 / (Y0 + Y1)^2 (Y0 h0 + Y1 h1) ds
///   S              exp(-∫ (Y0 h0 + Y1 h1) / (Y0 + Y1) ds)
///
/// so that `z` is the mean of a test's Z under local alternatives (Schoenfeld
/// 1981; Lakatos 1988; Fleming & Harrington 1991, section 7.2; for several
/// tests Karrison 2016). S doesn't depend on the cut: but for Gehan's and
/// Tarone & Ware's weights a later cut's scores have independent increments.
/// 1 to 8 weights; delays in the trial's unit of time.
[[nodiscard]] WeightedScores weighted_moments(
    const TrialProcess& trial, double cut,
    std::span<const EventWeight> weights);

/// A MaxCombo test of one or several looks.
struct MaxComboPower {
  std::vector<IntegratedBound> bounds;  ///< by look, on the largest z
  /// P(rejects first at this look).
  std::vector<IntegratedProbability> rejection;
};

/// Bounds that spend `cumulative_alpha` under no difference, and rejection
/// under the scenario, of scores with the moments of `looks` (in order of time,
/// the same tests): multivariate normal, with the covariances of
/// `weighted_moments` for both, as gsDesign2 has it. At two looks scores have
/// the covariance of the earlier one. Nobody stops for futility.
[[nodiscard]] MaxComboPower max_combo_power(
    std::span<const WeightedScores> looks,
    std::span<const double> cumulative_alpha,
    const IntegrationEffort& effort = {});

}  // namespace rehearse
