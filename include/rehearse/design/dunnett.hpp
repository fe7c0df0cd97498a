#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "rehearse/analysis/multivariate_normal.hpp"

namespace rehearse {

// Several one-sided hypotheses at one look, by the joint normal distribution of
// their z, which are positive where the experimental arm does better.

/// P(the largest z of several experimental arms against one control is at least
/// `bound`), no arm being better. `allocation`: participants of each arm for
/// one of the control, > 0, so that z_i and z_j have correlation l_i l_j with
/// l = sqrt(r / (r + 1)): given the control's part y of all z they are
/// independent, and
///
///   1 - ∫ φ(y) Π Φ((bound - l_i y) / sqrt(1 - l_i^2)) dy
///
/// Dunnett (1955), JASA 50:1096, for infinite degrees of freedom. Relative
/// error about 1e-10.
[[nodiscard]] double dunnett_p_one_sided(std::span<const double> allocation,
                                         double bound);

/// The bound with that probability `alpha`, in (0, 0.5], to 1e-9.
[[nodiscard]] double dunnett_bound(std::span<const double> allocation,
                                   double alpha);

/// Correlation of these z, for what takes a matrix.
[[nodiscard]] Eigen::MatrixXd dunnett_correlation(
    std::span<const double> allocation);

/// P(some p_i <= c w_i alpha) of z with this correlation under no difference;
/// `level` is c alpha. A hypothesis of weight 0 is left out. Weights >= 0, no
/// level w_i c alpha above 1. Where the correlations are products l_i l_j, as
/// with one control, by `dunnett_p_one_sided`'s integral: at once, and exact.
[[nodiscard]] IntegratedProbability weighted_rejection(
    const MatrixView& correlation, std::span<const double> weights,
    double level, const IntegrationEffort& effort = {});

/// c >= 1 with P(some p_i <= c w_i alpha) = alpha for weights that sum to 1
/// (1 for a single hypothesis, at most 1 / max w_i): so much are the levels of
/// Bonferroni's weighted test raised by knowing the correlation. Bretz et al.
/// (2011), Biom. J. 53:894; Anderson, Guo, Zhao & Sun (2022), Biom. J. 64:1219.
/// `alpha` in (0, 0.5]. Solved with few points first, then by two steps with
/// all of them: the effort's error is its own.
[[nodiscard]] double weighted_level_factor(
    const MatrixView& correlation, std::span<const double> weights,
    double alpha, const IntegrationEffort& effort = {});

inline constexpr std::size_t max_closed_hypotheses = 6;

/// With which levels of intersections are found: ten times finer than the error
/// of a hundred million replicates.
inline constexpr IntegrationEffort level_effort{1e-5, 1e-8, 1U << 13};

/// A set of hypotheses: bit i is hypothesis i.
using HypothesisSet = std::uint32_t;
[[nodiscard]] constexpr bool holds(HypothesisSet set, std::size_t hypothesis) {
  return (set >> hypothesis & 1U) != 0;
}

/// Weights of a set's hypotheses, one for each of all (0 outside of the set).
/// They sum to 1.
using IntersectionWeights = std::function<std::vector<double>(HypothesisSet)>;

/// What is left of `weights` in a set, in proportion (equal shares where all of
/// it is 0).
[[nodiscard]] IntersectionWeights proportional_weights(
    std::vector<double> weights);

/// The test of one intersection hypothesis.
struct IntersectionTest {
  HypothesisSet hypotheses = 0;
  std::vector<double> weights;  ///< of all hypotheses
  double factor = 1.0;          ///< c
  std::vector<double> levels;   ///< c w_i alpha: rejects at a p_i at most this
};

/// Tests of all 2^k - 1 intersections of k <= 6 hypotheses, in order of
/// `hypotheses` as a number.
[[nodiscard]] std::vector<IntersectionTest> weighted_closed_tests(
    const MatrixView& correlation, const IntersectionWeights& weights,
    double alpha, const IntegrationEffort& effort = {});

/// Hypotheses whose every intersection is rejected (closed testing: Marcus,
/// Peritz & Gabriel 1976, Biometrika 63:655). `p` one-sided.
[[nodiscard]] HypothesisSet closed_rejections(
    std::span<const IntersectionTest> tests, std::span<const double> p);

/// p of each hypothesis adjusted for all: the largest over the intersections
/// with it of P(some P_j <= w_j q), q the smallest p_j / w_j in it.
[[nodiscard]] std::vector<double> weighted_adjusted_p(
    const MatrixView& correlation, const IntersectionWeights& weights,
    std::span<const double> p, const IntegrationEffort& effort = {});

}  // namespace rehearse
