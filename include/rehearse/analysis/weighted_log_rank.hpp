#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/analysis/tick_times.hpp"
#include "rehearse/trial/observation_key.hpp"
#include "rehearse/trial/survival_test.hpp"

namespace rehearse {

/// One number for each weight, and one for each two: on the stack.
using ScoreVector =
    Eigen::Matrix<double, Eigen::Dynamic, 1, 0, max_combined_weights, 1>;
using ScoreMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0,
                                  max_combined_weights, max_combined_weights>;

/// Scores of log-rank tests of several weights, and how they vary together.
struct WeightedScores {
  explicit WeightedScores(std::size_t weights)
      : score(ScoreVector::Zero(static_cast<Eigen::Index>(weights))),
        covariance(ScoreMatrix::Zero(score.size(), score.size())) {}

  /// Sum of w (d n1/n - d1): positive favours experimental.
  ScoreVector score;
  /// (a, b): sum of w_a w_b V, V the hypergeometric variance.
  ScoreMatrix covariance;

  [[nodiscard]] std::size_t weights() const {
    return static_cast<std::size_t>(score.size());
  }

  /// 0 where the data hold no information.
  [[nodiscard]] double z(std::size_t weight) const;
  /// The tests that have information: whose score varies.
  [[nodiscard]] std::vector<std::size_t> informed() const;
  /// Of those that have information; 0 where none has.
  [[nodiscard]] double largest_z() const;
  /// Of two tests; 0 where one of them has no information.
  [[nodiscard]] double correlation(std::size_t a, std::size_t b) const;
};

/// Memory of weighted log-rank tests, sized once and used again: nothing is
/// allocated while the data fit what was reserved. One for each thread.
struct WeightedLogRankWorkspace {
  void reserve(std::size_t participants, std::size_t strata, std::size_t tests);

  struct Stratum {
    std::uint64_t at_risk = 0;  ///< all in the low half, experimental in the
                                ///< high
    double survival = 1.0;      ///< pooled Kaplan-Meier
  };
  std::vector<Stratum> strata;
  std::vector<double> delay_survival;  ///< of each stratum
  // A row for each time and stratum with events.
  std::vector<std::uint64_t> tick;
  std::vector<std::uint32_t> stratum;
  std::vector<double> at_risk;   ///< of both arms
  std::vector<double> survival;  ///< pooled, just before
  std::vector<double> excess;    ///< expected - observed, experimental arm
  std::vector<double> variance;  ///< of the observed
  std::array<std::vector<double>, max_combined_weights> weight;
};

/// Log-rank tests of all `weights` (1 to 8) in one pass. Strata: weights are
/// of the stratum, scores and covariances are sums over strata. The d events
/// of a time are handled at once, so any order of rows within a tie gives the
/// same. `sorted` ascending, every stratum below `strata`. Covariance of two
/// scores: Fleming & Harrington (1991), section 7.2.
[[nodiscard]] WeightedScores weighted_log_rank(
    std::span<const ObservationKey> sorted, std::size_t strata,
    const TickTimes& times, std::span<const EventWeight> weights,
    WeightedLogRankWorkspace& workspace);

}  // namespace rehearse
