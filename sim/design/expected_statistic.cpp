#include "rehearse/design/expected_statistic.hpp"

#include "rehearse/core/expect.hpp"
#include "rehearse/design/horizon_process.hpp"
#include "rehearse/design/weighted_process.hpp"

namespace rehearse {

namespace {

using Expected = std::optional<TestStatistic>;

struct Expect {
  const TrialProcess& trial;
  double cut;

  Expected operator()(const WeightedLogRankTest& test) const {
    expect(test.weights.size() == 1, "MaxCombo has more than one z");
    const WeightedScores scores = weighted_moments(trial, cut, test.weights);
    const double entered = trial.participants * trial.entered_share(cut);
    return TestStatistic{scores.z(0),
                         score_information(scores, test.weights[0], entered)};
  }
  Expected operator()(const RmstTest& test) const {
    const auto arms = expected_horizon_survival(trial, cut, test.horizon);
    if (!arms) return std::nullopt;
    return of(test.contrast == RmstContrast::ratio ? ratio(arms->rmst)
                                                   : difference(arms->rmst));
  }
  Expected operator()(const MilestoneTest& test) const {
    const auto arms = expected_horizon_survival(trial, cut, test.time);
    if (!arms) return std::nullopt;
    return of(difference(arms->survival));
  }
  // Depends on the scans, which theory knows nothing of.
  Expected operator()(const IntervalTest&) const { return std::nullopt; }

 private:
  [[nodiscard]] static TestStatistic of(const SurvivalContrast& contrast) {
    const double variance = contrast.se * contrast.se;
    return {contrast.z, variance > 0.0 ? 1.0 / variance : 0.0};
  }
};

}  // namespace

std::optional<TestStatistic> expected_statistic(const SurvivalTest& test,
                                                const TrialProcess& trial,
                                                double cut) {
  return std::visit(Expect{trial, cut}, test);
}

}  // namespace rehearse
