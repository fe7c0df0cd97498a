// Tests other than the log-rank, look after look, against their own libraries.
#include "rehearse/montecarlo/sequential_test.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/replicate.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"
#include "unit/montecarlo/counting_allocator.hpp"

using namespace rehearse;

namespace {

constexpr std::size_t replicates = 300;

Look look_at(int events) {
  Look look;
  look.name = std::to_string(events);
  look.events = events;
  return look;
}

Scenario two_looks() {
  Scenario s = w1_scenario();
  s.analysis.looks = {look_at(113), look_at(161)};
  s.analysis.efficacy.rule = FunctionSpending{Spending::lan_demets_pocock, 0.0};
  return s;
}

// The data of a replicate at a look, as the engine has them.
struct Data {
  Observations observations;
  std::vector<std::vector<ObservationKey>> at_look;
};

std::vector<std::vector<ObservationKey>> data_of(const Scenario& s,
                                                 std::uint64_t replicate) {
  const TrialPlan plan{s};
  TrialSimulator trial{plan};
  trial.enrol(replicate);
  trial.randomize(replicate);
  trial.draw_times(replicate);
  Observations observations{plan.participants};
  observations.observe(trial.participants(), plan.cells.analysis_stratum);
  std::vector<std::vector<ObservationKey>> looks;
  double previous = 0.0;
  for (const Look& look : s.analysis.looks) {
    previous = observations.cut_of(look, trial.participants(), previous).time;
    const auto data = observations.data_at(previous, trial.participants());
    looks.emplace_back(data.begin(), data.end());
  }
  return looks;
}

double spent_at(const Scenario& s, std::size_t look, double fraction) {
  if (look + 1 == s.analysis.looks.size()) return s.analysis.alpha;
  return 0.025 * std::log(1.0 + (std::exp(1.0) - 1.0) * fraction);  // Pocock
}

}  // namespace

TEST_CASE("a test's looks correlate as its own information does",
          "[montecarlo][exact]") {
  Scenario s = two_looks();
  s.analysis.test = GENERATE(
      SurvivalTest{WeightedLogRankTest{{FlemingHarrington{0, 1}}}},
      SurvivalTest{RmstTest{300.0}}, SurvivalTest{MilestoneTest{200.0}});
  const TrialPlan plan{s};
  ReplicateEngine engine{plan, {&s.analysis, 1}};
  int rejections = 0;
  for (std::uint64_t replicate = 0; replicate < replicates; ++replicate) {
    const auto looks = engine.run(replicate);
    const auto data = data_of(s, replicate);
    OngoingTrials trials;
    TestWorkspace workspace;
    for (std::size_t k = 0; k < 2; ++k) {
      const TestStatistic at =
          test_statistic(s.analysis.test, data[k], 1, {}, workspace);
      CHECK(looks[k].z == at.z);
      trials.go_to({at.information});
      const double before = k == 0 ? 0.0 : spent_at(s, 0, 113.0 / 161.0);
      const double bound =
          trials.upper_quantile(spent_at(s, k, 113.0 / 161.0) - before);
      CHECK(looks[k].efficacy_z == Approx(bound).epsilon(1e-9));
      CHECK(looks[k].reject == (at.z >= looks[k].efficacy_z));
      trials.stop_above(bound);
      rejections += looks[k].stop == Stop::efficacy ? 1 : 0;
    }
  }
  CHECK(rejections > static_cast<int>(replicates) / 3);
}

TEST_CASE("MaxCombo decides by its joint distribution over the looks",
          "[montecarlo][exact]") {
  Scenario s = two_looks();
  // Half an effect: many trials near the bounds.
  s.endpoint.effect = {{unbounded, 0.75}};
  const std::vector<EventWeight> weights{FlemingHarrington{},
                                         FlemingHarrington{0, 1}};
  s.analysis.test = WeightedLogRankTest{weights};
  const TrialPlan plan{s};
  ReplicateEngine engine{plan, {&s.analysis, 1}};
  const std::array alpha{spent_at(s, 0, 113.0 / 161.0), 0.025};
  WeightedLogRankWorkspace workspace;
  int near = 0;
  for (std::uint64_t replicate = 0; replicate < 100; ++replicate) {
    const auto looks = engine.run(replicate);
    const auto data = data_of(s, replicate);
    std::vector<MaxComboLook> seen;
    std::array<double, 2> largest{};
    for (std::size_t k = 0; k < 2; ++k) {
      const WeightedScores scores =
          weighted_log_rank(data[k], 1, {}, weights, workspace);
      seen.push_back({scores.covariance, {0, 1}});
      largest.at(k) = scores.largest_z();
      CHECK(looks[k].z == largest.at(k));
    }
    const auto bounds = max_combo_bounds(seen, alpha, {1e-5, 0.0, 1U << 13});
    for (std::size_t k = 0; k < 2; ++k) {
      const double off = largest.at(k) - bounds[k].z;
      near += std::abs(off) < 0.2 ? 1 : 0;
      if (std::abs(off) > 1e-3) CHECK(looks[k].reject == (off > 0.0));
    }
  }
  CHECK(near > 10);
}

TEST_CASE("an analysis is the same whichever others there are",
          "[montecarlo][exact]") {
  Scenario s = two_looks();
  s.replicates = 3000;
  s.analysis.also_tests = {WeightedLogRankTest{{Gehan{}}}, RmstTest{300.0}};
  const auto all = estimate_powers(s, analysis_plans(s), {});
  REQUIRE(all.size() == 3);
  for (std::size_t a = 0; a < 3; ++a) {
    Scenario alone = s;
    if (a > 0) alone.analysis.test = s.analysis.also_tests[a - 1];
    const PowerEstimate one = estimate_power(alone, {});
    CHECK(one.power.estimate == all[a].power.estimate);
    CHECK(one.looks[1].z.mean == all[a].looks[1].z.mean);
    CHECK(one.stopping_events.mean == all[a].stopping_events.mean);
    CHECK(all[a].difference.estimate ==
          Approx(all[a].power.estimate - all[0].power.estimate).margin(1e-15));
  }
  CHECK(all[0].difference.mcse == 0.0);
  CHECK(all[1].difference.mcse > 0.0);
}

TEST_CASE("the score test of a null hazard ratio",
          "[montecarlo][exact][DES-21]") {
  // Against the true ratio z is a standard normal: mean within 4.5 of its
  // standard errors.
  Scenario s = w1_scenario();
  s.replicates = 20'000;
  s.endpoint.effect = {{unbounded, 1.3}};
  s.analysis.null_hazard_ratio = 1.3;
  const PowerEstimate e = estimate_power(s, {});
  CHECK(std::abs(e.looks[0].z.mean) < 4.5 * e.looks[0].z.mcse + 0.01);
  CHECK(e.looks[0].z.sd == Approx(1.0).margin(0.03));
  CHECK(e.power.estimate == Approx(0.025).margin(0.006));
  // One half of it: far in favour of the experimental arm.
  s.endpoint.effect = {{unbounded, 0.65}};
  CHECK(estimate_power(s, {}).power.estimate > 0.95);
}

TEST_CASE("what was reserved is not allocated again", "[montecarlo][exact]") {
  Scenario s = w1_scenario();
  s.analysis.test =
      GENERATE(SurvivalTest{WeightedLogRankTest{{FlemingHarrington{0, 1}}}},
               SurvivalTest{RmstTest{300.0}}, SurvivalTest{MilestoneTest{9.0}});
  // Two for each stratum, one day after the other: 100 events.
  const auto data = [](std::size_t strata) {
    std::vector<ObservationKey> keys;
    for (std::uint64_t i = 0; i < 100; ++i)
      keys.push_back(pack(ticks(static_cast<double>(i + 1)), i / 2 % strata,
                          i % 2 == 0 ? Role::control : Role::experimental,
                          true));
    std::ranges::sort(keys);
    return keys;
  };
  const auto few = data(1);
  const auto many = data(50);
  SequentialTest test{s.analysis, 0.5};
  LookResult result;
  result.informed = true;
  test.decide(0, {few, few.size()}, 1, result);  // bounds of 100 events
  test.reserve(many.size(), 50);
  const std::uint64_t before = allocations;
  test.decide(0, {many, many.size()}, 50, result);
  CHECK(allocations == before);
}
