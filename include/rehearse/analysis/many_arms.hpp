#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/analysis/cox.hpp"
#include "rehearse/analysis/log_rank.hpp"

namespace rehearse {

/// A participant of one of several arms; sorts by time, then stratum.
struct ArmObservation {
  std::uint64_t tick = 0;  ///< index of a distinct time
  std::uint32_t stratum = 0;
  std::uint32_t arm = 0;
  bool event = false;
};

inline constexpr std::size_t most_arms = 20;

/// Log-rank test of several arms, stratified where there are strata. With d
/// events among n at risk at a time, expected events of arm a are d n_a / n,
/// the covariance of two arms' is
/// d (n - d) / (n - 1) n_a / n (1{a = b} - n_b / n): multivariate
/// hypergeometric (Peto & Peto 1972, JRSS A 135:185), summed over times and
/// strata.
struct ManyArmsLogRank {
  Eigen::VectorXd observed;  ///< by arm
  Eigen::VectorXd expected;
  Eigen::MatrixXd covariance;  ///< of the observed

  /// (O - E)' V^-1 (O - E) over the arms that were ever at risk with events.
  struct Test {
    double chi_square = 0.0;
    std::size_t degrees = 0;  ///< of freedom
    double p = 1.0;
  };
  [[nodiscard]] Test test() const;

  /// Z = sum of c (E - O) / sqrt(c' V c): positive where survival is better
  /// the greater an arm's score c (Tarone 1975, Biometrika 62:679). 0 where the
  /// data hold no information.
  [[nodiscard]] double trend_z(std::span<const double> scores) const;
};

/// `sorted` by tick, then stratum; arms below `arms`, at most `most_arms`.
[[nodiscard]] ManyArmsLogRank many_arms_log_rank(
    std::span<const ArmObservation> sorted, std::size_t strata,
    std::size_t arms);

/// Two of the arms, the others left out.
struct PairOfArms {
  std::size_t control = 0;
  std::size_t experimental = 0;
  LogRank log_rank;
  CoxFit cox;
  double p_holm = 1.0;  ///< two-sided, over all pairs (Holm 1979, Scand. J.
                        ///< Stat. 6:65)
};

/// Every pair: the later arm is the experimental one, but `experimental` where
/// it is of the pair.
[[nodiscard]] std::vector<PairOfArms> compare_pairs(
    std::span<const ArmObservation> sorted, std::size_t strata,
    std::size_t arms, Ties ties,
    std::optional<std::size_t> experimental = std::nullopt);

/// Keys of one arm, ascending.
[[nodiscard]] std::vector<ObservationKey> keys_of_arm(
    std::span<const ArmObservation> sorted, std::size_t arm);

}  // namespace rehearse
