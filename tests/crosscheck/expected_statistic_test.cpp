// What tests are expected to find, against what they find in one trial of
// 400,000 participants.
#include "rehearse/design/expected_statistic.hpp"

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "rehearse/analysis/weighted_log_rank.hpp"
#include "rehearse/design/horizon_process.hpp"
#include "rehearse/design/weighted_process.hpp"
#include "support/arm_process.hpp"
#include "support/catch.hpp"
#include "support/data_set.hpp"

using namespace rehearse;

namespace {

constexpr double participants = 400'000.0;
constexpr double enrolment = 12.0;
constexpr double cut = 20.0;
constexpr double change = 3.0;  // of the experimental hazard
constexpr double allocation = 2.0 / 3.0;

struct Arm {
  double early;
  double late;
  double dropout;
};
struct StratumOfTwo {
  double share;
  Arm arms[2];
};
// Different prognosis, effect and dropout.
constexpr StratumOfTwo strata[]{
    {0.35, {{0.20, 0.20, 0.01}, {0.20, 0.08, 0.05}}},
    {0.65, {{0.05, 0.05, 0.03}, {0.06, 0.03, 0.0}}}};

ArmProcess process(const Arm& arm) {
  return arm_process(
      [=](double t) { return t <= change ? arm.early : arm.late; },
      [=](double t) {
        return std::exp(-arm.early * std::min(t, change) -
                        arm.late * std::max(0.0, t - change));
      },
      arm.dropout);
}

TrialProcess expected_trial() {
  TrialProcess trial;
  trial.participants = participants;
  trial.allocation = {1.0 - allocation, allocation};
  for (const auto& [share, arms] : strata)
    trial.strata.push_back({share, {process(arms[0]), process(arms[1])}});
  trial.entered_share = [](double time) {
    return std::clamp(time / enrolment, 0.0, 1.0);
  };
  trial.entry_breakpoints = {enrolment};
  trial.hazard_breakpoints = {change};
  return trial;
}

class Luck {
 public:
  double uniform() {
    return (static_cast<double>(words_() >> 11) + 0.5) * 0x1p-53;
  }
  double event_time(const Arm& arm) {
    const double hazard = exponential(1.0);
    return hazard <= arm.early * change
               ? hazard / arm.early
               : change + (hazard - arm.early * change) / arm.late;
  }
  double exponential(double rate) {
    return rate > 0.0 ? -std::log(uniform()) / rate
                      : std::numeric_limits<double>::infinity();
  }

 private:
  boost::random::mt19937_64 words_{20240611};
};

DataSet one_trial() {
  Luck luck;
  std::vector<Subject> subjects;
  for (int i = 0; i < static_cast<int>(participants); ++i) {
    const unsigned stratum = luck.uniform() < strata[0].share ? 0 : 1;
    const unsigned role = luck.uniform() < allocation ? 1 : 0;
    const Arm& arm = strata[stratum].arms[role];
    const double event = luck.event_time(arm);
    const double censored = std::min(luck.exponential(arm.dropout),
                                     cut - enrolment * luck.uniform());
    Subject subject{std::min(event, censored), event <= censored,
                    role == 1 ? Role::experimental : Role::control};
    subject.stratum = stratum;
    subjects.push_back(subject);
  }
  return data_set(subjects);
}

}  // namespace

TEST_CASE("a large trial's scores are those expected", "[crosscheck]") {
  const DataSet data = one_trial();
  const std::vector<EventWeight> weights{FlemingHarrington{},
                                         FlemingHarrington{0, 1},
                                         FlemingHarrington{1, 0},
                                         FlemingHarrington{0.5, 2},
                                         ModestlyWeighted{5.0},
                                         Gehan{},
                                         TaroneWare{}};
  WeightedLogRankWorkspace workspace;
  const WeightedScores found = weighted_log_rank(
      data.keys, data.strata, {data.times}, weights, workspace);
  const WeightedScores expected =
      weighted_moments(expected_trial(), cut, weights);
  for (std::size_t a = 0; a < weights.size(); ++a) {
    CAPTURE(a, found.z(a), expected.z(a));
    CHECK(expected.z(a) > 20.0);  // an error of 5% would be seen
    CHECK(std::abs(found.z(a) - expected.z(a)) < 3.0);
    for (std::size_t b = 0; b < weights.size(); ++b)
      CHECK(found.covariance(a, b) ==
            Approx(expected.covariance(a, b)).epsilon(0.01));
  }
}

TEST_CASE("a large trial's survival is that expected", "[crosscheck]") {
  const DataSet data = one_trial();
  const double horizon = GENERATE(2.0, 10.0, 17.0);
  HorizonWorkspace workspace;
  const HorizonSurvival found = horizon_survival(
      data.keys, data.strata, {data.times}, horizon, workspace);
  const HorizonSurvival expected =
      *expected_horizon_survival(expected_trial(), cut, horizon);
  const auto check = [](const Estimate& of, const Estimate& than) {
    CHECK(std::abs(of.value - than.value) < 3.0 * std::sqrt(than.variance));
    CHECK(of.variance == Approx(than.variance).epsilon(0.01));
  };
  for (std::size_t a = 0; a < arm_count; ++a) {
    check(found.survival[a], expected.survival[a]);
    check(found.rmst[a], expected.rmst[a]);
  }
}

TEST_CASE("a large trial's statistics are those expected",
          "[crosscheck][SIM-05]") {
  const DataSet data = one_trial();
  const SurvivalTest tests[]{
      WeightedLogRankTest{}, WeightedLogRankTest{{FlemingHarrington{0, 1}}},
      RmstTest{15.0}, RmstTest{15.0, RmstContrast::ratio}, MilestoneTest{12.0}};
  TestWorkspace workspace;
  for (const SurvivalTest& test : tests) {
    const TestStatistic found =
        test_statistic(test, data.keys, data.strata, {data.times}, workspace);
    const TestStatistic expected =
        *expected_statistic(test, expected_trial(), cut);
    CHECK(std::abs(found.z - expected.z) < 3.0);
    CHECK(found.information == Approx(expected.information).epsilon(0.01));
  }
}
