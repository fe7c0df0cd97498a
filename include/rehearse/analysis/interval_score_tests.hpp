#pragma once

#include <cstddef>
#include <span>

#include "rehearse/analysis/interval_workspace.hpp"

namespace rehearse {

/// A score test, stratified where there are strata.
struct IntervalScoreTest {
  double score = 0.0;     ///< positive favours experimental
  double variance = 0.0;  ///< of the score, over permutations of the arms

  /// Positive favours experimental; 0 where the data hold no information.
  [[nodiscard]] double z() const;
  [[nodiscard]] double p_one_sided() const;  ///< small favours experimental
  [[nodiscard]] double p_two_sided() const;
};

struct IntervalScoreTests {
  IntervalScoreTest sun;          ///< log-rank: Sun 1996, Stat Med 15:1387
  IntervalScoreTest finkelstein;  ///< Finkelstein 1986, Biometrics 42:845
};

/// Both tests, of scores c by the NPMLE S of each stratum, its arms together
/// (Fay 1999, Stat Med 18:273):
///
///   c = [S(left) log A(left) - S(right) log A(right)] / [S(left) - S(right)]
///
/// where A is S for Finkelstein's, and for Sun's the exponential of minus the
/// Nelson-Aalen sum of masses over the survival before them. On exact and
/// right-censored times Sun's are the scores of the log-rank test. A stratum's
/// part of the score is minus the sum of c of its experimental participants,
/// of the variance sum (x - mean x)^2 sum c^2 / (n - 1), x the arm.
/// Strata below `strata`.
[[nodiscard]] IntervalScoreTests interval_score_tests(
    std::span<const IntervalObservation> observations, std::size_t strata,
    IntervalWorkspace& workspace);

/// The same of strata just fitted (`fit_strata`).
[[nodiscard]] IntervalScoreTests interval_score_tests(
    std::span<IntervalStratum> fitted);

}  // namespace rehearse
