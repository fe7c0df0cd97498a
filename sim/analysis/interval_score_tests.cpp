#include "rehearse/analysis/interval_score_tests.hpp"

#include <array>
#include <cmath>

#include "rehearse/core/normal.hpp"

namespace rehearse {
namespace {

// A stratum's participants and scores, by arm.
struct ScoreSums {
  std::array<double, arm_count> participants{};
  std::array<double, arm_count> scores{};
  double squares = 0.0;

  void add(std::size_t arm, double count, double score) {
    participants[arm] += count;
    scores[arm] += count * score;
    squares += count * score * score;
  }
};

// Scores by A = exp(-sums), `sums` after each number of innermost intervals.
ScoreSums sum_scores(const IntervalStratum& fit,
                     const std::vector<double>& sums) {
  ScoreSums all;
  const auto& cumulative = fit.hazard.cumulative;
  for (const auto& [first, last, count, arm] : fit.counts.events) {
    // S(right) / (S(left) - S(right))
    const double odds = 1.0 / std::expm1(cumulative[last] - cumulative[first]);
    all.add(arm, count, odds * (sums[last] - sums[first]) - sums[first]);
  }
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    for (std::size_t k = 0; k < fit.counts.intervals; ++k)
      all.add(arm, fit.counts.survivors[arm][k], -sums[k]);
  return all;
}

void add_stratum(const ScoreSums& sums, IntervalScoreTest& test) {
  const auto& n = sums.participants;
  const double all = n[0] + n[1];
  if (n[0] == 0.0 || n[1] == 0.0) return;
  // The scores' sum is 0 but for rounding.
  test.score += (n[1] * sums.scores[0] - n[0] * sums.scores[1]) / all;
  test.variance += n[0] * n[1] / all * sums.squares / (all - 1.0);
}

}  // namespace

double IntervalScoreTest::z() const {
  return variance > 0.0 ? score / std::sqrt(variance) : 0.0;
}

double IntervalScoreTest::p_one_sided() const { return normal_upper_tail(z()); }

double IntervalScoreTest::p_two_sided() const {
  return 2.0 * normal_upper_tail(std::abs(z()));
}

IntervalScoreTests interval_score_tests(std::span<IntervalStratum> fitted) {
  IntervalScoreTests tests;
  for (IntervalStratum& stratum : fitted) {
    add_stratum(sum_scores(stratum, stratum.hazard.cumulative),
                tests.finkelstein);
    stratum.grouped.assign(1, 0.0);
    for (const double jump : stratum.hazard.jump)
      stratum.grouped.push_back(stratum.grouped.back() - std::expm1(-jump));
    add_stratum(sum_scores(stratum, stratum.grouped), tests.sun);
  }
  return tests;
}

IntervalScoreTests interval_score_tests(
    std::span<const IntervalObservation> observations, std::size_t strata,
    IntervalWorkspace& workspace) {
  return interval_score_tests(fit_strata(observations, strata, workspace));
}

}  // namespace rehearse
