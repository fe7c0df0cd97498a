#include "rehearse/design/expected_statistic.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "support/arm_process.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

ArmProcess exponential(double median) {
  const double hazard = std::log(2.0) / median;
  return arm_process([=](double) { return hazard; },
                     [=](double time) { return std::exp(-hazard * time); },
                     std::log(2.0) / 120.0);
}

// npsurvSS's vignette: medians 12 and 15 months, 240 participants in 6 months.
TrialProcess d37() {
  TrialProcess trial;
  trial.participants = 240.0;
  trial.entered_share = [](double time) {
    return std::clamp(time / 6.0, 0.0, 1.0);
  };
  trial.entry_breakpoints = {6.0};
  trial.strata = {{1.0, {exponential(12.0), exponential(15.0)}}};
  return trial;
}

double power(const SurvivalTest& test) {
  const TestStatistic at = *expected_statistic(test, d37(), 18.0);
  return normal_upper_tail(1.959963984540054 - at.z);
}

}  // namespace

TEST_CASE("every test has its power", "[design][exact][DES-12]") {
  // npsurvSS.
  CHECK(power(WeightedLogRankTest{}) == Approx(0.2366524).margin(2e-6));
  CHECK(power(WeightedLogRankTest{{Gehan{}}}) ==
        Approx(0.2210357).margin(1e-7));
  CHECK(power(MilestoneTest{12.0}) == Approx(0.2050328).margin(1e-7));
  CHECK(power(RmstTest{12.0, RmstContrast::ratio}) ==
        Approx(0.1823979).margin(1e-7));
  // The difference's standard error is not that of the logarithm's.
  const double difference = power(RmstTest{12.0, RmstContrast::difference});
  CHECK(difference == Approx(0.1823979).margin(0.002));
  CHECK(difference != Approx(0.1823979).margin(1e-5));
}

TEST_CASE("information grows with participants and follow-up",
          "[design][exact]") {
  const SurvivalTest tests[]{WeightedLogRankTest{}, MilestoneTest{12.0},
                             RmstTest{12.0}};
  for (const SurvivalTest& test : tests) {
    const TestStatistic early = *expected_statistic(test, d37(), 14.0);
    const TestStatistic late = *expected_statistic(test, d37(), 18.0);
    CHECK(early.information < late.information);
    TrialProcess twice = d37();
    twice.participants *= 2.0;
    const TestStatistic larger = *expected_statistic(test, twice, 18.0);
    CHECK(larger.information == Approx(2.0 * late.information));
    CHECK(larger.z == Approx(std::sqrt(2.0) * late.z));
  }
}

TEST_CASE("what has no expected statistic", "[design][exact]") {
  CHECK_FALSE(expected_statistic(MilestoneTest{12.0}, d37(), 12.0));
  CHECK_FALSE(expected_statistic(RmstTest{12.0}, d37(), 11.0));
  const WeightedLogRankTest max_combo{
      {FlemingHarrington{}, FlemingHarrington{0, 1}}};
  CHECK_THROWS_AS(expected_statistic(max_combo, d37(), 18.0),
                  PreconditionError);
}
