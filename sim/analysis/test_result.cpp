#include "rehearse/analysis/test_result.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rehearse/analysis/interval_score_tests.hpp"
#include "rehearse/core/normal.hpp"

namespace rehearse {
namespace {

struct DataSetView {
  std::span<const ObservationKey> sorted;
  std::size_t strata;
  const TickTimes& times;
  TestWorkspace& workspace;

  [[nodiscard]] WeightedScores scores(const WeightedLogRankTest& test) const {
    return weighted_log_rank(sorted, strata, times, test.weights,
                             workspace.weighted);
  }
  [[nodiscard]] HorizonSurvival up_to(double horizon) const {
    return horizon_survival(sorted, strata, times, horizon, workspace.horizon);
  }
  // Events are exact, the others not seen until they end.
  [[nodiscard]] TestStatistic of_intervals(const IntervalTest& test) const {
    constexpr double unseen = std::numeric_limits<double>::infinity();
    workspace.observations.clear();
    for (const ObservationKey key : sorted) {
      const double time = times(tick_of(key));
      workspace.observations.push_back(
          {time, is_event(key) ? time : unseen,
           static_cast<std::uint32_t>(stratum_of(key)),
           static_cast<Role>(arm_of(key))});
    }
    return interval_statistic(test, workspace.observations, strata,
                              workspace.intervals);
  }
};

SurvivalContrast contrast(const RmstTest& test, const HorizonSurvival& arms) {
  return test.contrast == RmstContrast::ratio ? ratio(arms.rmst)
                                              : difference(arms.rmst);
}

SurvivalContrast contrast(const MilestoneTest&, const HorizonSurvival& arms) {
  return difference(arms.survival);
}

double horizon_of(const RmstTest& test) { return test.horizon; }
double horizon_of(const MilestoneTest& test) { return test.time; }

TestResult of_z(double z) {
  return {z,
          {normal_upper_tail(z)},
          {2.0 * normal_upper_tail(std::abs(z))},
          {},
          {},
          false};
}

struct Analyze {
  DataSetView data;

  TestResult operator()(const WeightedLogRankTest& test) const {
    const WeightedScores scores = data.scores(test);
    TestResult result = of_z(scores.largest_z());
    if (scores.weights() == 1) return result;
    double largest = 0.0;
    for (std::size_t a = 0; a < scores.weights(); ++a) {
      result.combined_z.push_back(scores.z(a));
      largest = std::max(largest, std::abs(scores.z(a)));
    }
    const ScoreMatrix correlation = correlation_matrix(scores);
    if (correlation.size() == 0) return result;
    result.p_one_sided = max_combo_p_one_sided(correlation, result.z);
    result.p_two_sided = max_combo_p_two_sided(correlation, largest);
    return result;
  }

  TestResult operator()(const IntervalTest& test) const {
    return of_z(data.of_intervals(test).z);
  }

  template <class HorizonTest>
  TestResult operator()(const HorizonTest& test) const {
    const HorizonSurvival arms = data.up_to(horizon_of(test));
    const SurvivalContrast estimate = contrast(test, arms);
    TestResult result = of_z(estimate.z);
    result.estimate = estimate;
    result.carried_forward = arms.carried_forward;
    return result;
  }
};

struct Statistic {
  DataSetView data;

  TestStatistic operator()(const WeightedLogRankTest& test) const {
    const WeightedScores scores = data.scores(test);
    return {scores.largest_z(),
            score_information(scores, test.weights[0],
                              static_cast<double>(data.sorted.size()))};
  }
  TestStatistic operator()(const IntervalTest& test) const {
    return data.of_intervals(test);
  }
  template <class HorizonTest>
  TestStatistic operator()(const HorizonTest& test) const {
    const SurvivalContrast found = contrast(test, data.up_to(horizon_of(test)));
    const bool informed = std::isfinite(found.se) && found.se > 0.0;
    return {found.z, informed ? 1.0 / (found.se * found.se) : 0.0};
  }
};

}  // namespace

double score_information(const WeightedScores& scores,
                         const EventWeight& weight, double participants) {
  const double variance = scores.covariance(0, 0);
  if (std::holds_alternative<Gehan>(weight))
    return variance / (participants * participants);
  if (std::holds_alternative<TaroneWare>(weight))
    return variance / participants;
  return variance;
}

TestResult test_survival(const SurvivalTest& test,
                         std::span<const ObservationKey> sorted,
                         std::size_t strata, const TickTimes& times) {
  TestWorkspace workspace;
  return std::visit(Analyze{{sorted, strata, times, workspace}}, test);
}

TestStatistic interval_statistic(
    const IntervalTest& test, std::span<const IntervalObservation> observations,
    std::size_t strata, IntervalWorkspace& workspace) {
  const IntervalScoreTests tests =
      interval_score_tests(observations, strata, workspace);
  const IntervalScoreTest& found =
      test.score == IntervalScore::sun ? tests.sun : tests.finkelstein;
  return {found.z(), found.variance};
}

TestStatistic test_statistic(const SurvivalTest& test,
                             std::span<const ObservationKey> sorted,
                             std::size_t strata, const TickTimes& times,
                             TestWorkspace& workspace) {
  return std::visit(Statistic{{sorted, strata, times, workspace}}, test);
}

}  // namespace rehearse
