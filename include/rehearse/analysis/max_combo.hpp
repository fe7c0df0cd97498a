#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "rehearse/analysis/multivariate_normal.hpp"
#include "rehearse/analysis/weighted_log_rank.hpp"

namespace rehearse {

// MaxCombo rejects when the largest of several z is large: Lee (2007), Comput.
// Stat. Data Anal. 51:6557; Karrison (2016), Stata J. 16:678. Under no
// difference the z are normal with the correlation of their scores. Every
// probability is a sum over the tests of P(this z is at least the bound, those
// before it are below), so that a small one is as accurate in proportion as a
// large one.

/// Of the z of the tests that have information: one whose score can't vary is
/// no normal variable, and can't be the one that rejects.
[[nodiscard]] ScoreMatrix correlation_matrix(const WeightedScores& scores);

/// P(the largest of the Z >= z). Closed form for one and two tests.
[[nodiscard]] IntegratedProbability max_combo_p_one_sided(
    const MatrixView& correlation, double z,
    const IntegrationEffort& effort = {});

/// P(the largest of the |Z| >= |z|).
[[nodiscard]] IntegratedProbability max_combo_p_two_sided(
    const MatrixView& correlation, double z,
    const IntegrationEffort& effort = {});

/// Whether max_combo_p_one_sided is at most `alpha`, in (0, 1). Far quicker
/// than the p-value: bounds on it (Hunter 1976, J. Appl. Probab. 13:597) leave
/// few cases open, and of these most are decided by the first points of the
/// lattice. Where its error leaves it open even at the end, its value decides.
[[nodiscard]] bool max_combo_rejects(const MatrixView& correlation, double z,
                                     double alpha);

/// A bound on the z scale, and how far off the integration may leave it.
struct IntegratedBound {
  double z = 0.0;
  double error = 0.0;
};

/// z with P(the largest of the Z >= z) = `alpha`, in (0, 0.5].
[[nodiscard]] IntegratedBound max_combo_critical_value(
    const MatrixView& correlation, double alpha,
    const IntegrationEffort& effort = {});

/// A look of a group-sequential MaxCombo test.
struct MaxComboLook {
  /// Of the scores of all the trial's tests at this look; in any unit that is
  /// the same at all looks.
  ScoreMatrix covariance;
  std::vector<std::size_t> tests;  ///< whose z are looked at: at least one
};

/// P(look k is the first whose largest z is at or above its bound) for each
/// look. `bounds` [z] may be infinite. `mean_z`: of the tests of each look,
/// one after the other, empty for no difference. Scores of test a at look i and
/// test b at look j have the covariance of a and b at the earlier look: the
/// increments are independent. At most 64 tests over all looks.
/// Prior (2020), Stat. Methods Med. Res., doi 10.1177/0962280220931560.
[[nodiscard]] std::vector<IntegratedProbability> max_combo_rejection_by_look(
    std::span<const MaxComboLook> looks, std::span<const double> bounds,
    std::span<const double> mean_z = {}, const IntegrationEffort& effort = {});

/// The bound of the last of `looks` that spends `alpha`, in (0, 0.5), there:
/// P(first rejection at this look), the looks before it having `earlier`
/// bounds [z].
[[nodiscard]] IntegratedBound max_combo_next_bound(
    std::span<const MaxComboLook> looks, std::span<const double> earlier,
    double alpha, const IntegrationEffort& effort = {});

/// Bounds that spend `cumulative_alpha` (of each look, below 0.5): +inf at a
/// look that spends nothing.
[[nodiscard]] std::vector<IntegratedBound> max_combo_bounds(
    std::span<const MaxComboLook> looks,
    std::span<const double> cumulative_alpha,
    const IntegrationEffort& effort = {});

}  // namespace rehearse
