#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/analysis/horizon_survival.hpp"
#include "rehearse/analysis/interval_observation.hpp"
#include "rehearse/analysis/interval_workspace.hpp"
#include "rehearse/analysis/max_combo.hpp"
#include "rehearse/analysis/weighted_log_rank.hpp"
#include "rehearse/trial/survival_test.hpp"

namespace rehearse {

/// What a test makes of a data set.
struct TestResult {
  /// Positive favours experimental; MaxCombo: the largest of `weights`.
  double z = 0.0;
  IntegratedProbability p_one_sided;  ///< small favours experimental
  /// MaxCombo: of the largest |z|.
  IntegratedProbability p_two_sided;
  /// The combined tests of MaxCombo; empty for the others.
  std::vector<double> combined_z;
  /// Difference or ratio; log-rank tests have none.
  std::optional<SurvivalContrast> estimate;
  /// See HorizonSurvival.
  bool carried_forward = false;
};

/// `sorted` ascending, every stratum below `strata`; tests of interval-censored
/// data take its events for exact. The p-values of all but MaxCombo are the
/// normal's.
[[nodiscard]] TestResult test_survival(const SurvivalTest& test,
                                       std::span<const ObservationKey> sorted,
                                       std::size_t strata,
                                       const TickTimes& times);

/// Memory for `test_statistic`. One for each thread.
struct TestWorkspace {
  WeightedLogRankWorkspace weighted;
  HorizonWorkspace horizon;
  IntervalWorkspace intervals;
  std::vector<IntervalObservation> observations;
};

/// What a weighted score's looks correlate by: its variance. The weights of
/// Gehan and Tarone & Ware grow with the participants who have entered; these
/// are taken out, so that the increments are nearly independent.
[[nodiscard]] double score_information(const WeightedScores& scores,
                                       const EventWeight& weight,
                                       double participants);

/// The statistic alone, with its information: what grows from look to look.
struct TestStatistic {
  double z = 0.0;  ///< `TestResult::z`
  /// `score_information`, or 1 / se^2 of the estimate; 0 where there is
  /// none. Of MaxCombo, whose z is the largest, of its first test.
  double information = 0.0;
};
[[nodiscard]] TestStatistic test_statistic(
    const SurvivalTest& test, std::span<const ObservationKey> sorted,
    std::size_t strata, const TickTimes& times, TestWorkspace& workspace);

/// Of a test of interval-censored data; the information is the variance of its
/// score.
[[nodiscard]] TestStatistic interval_statistic(
    const IntervalTest& test, std::span<const IntervalObservation> observations,
    std::size_t strata, IntervalWorkspace& workspace);

}  // namespace rehearse
