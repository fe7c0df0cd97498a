#include "rehearse/design/horizon_process.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/normal.hpp"
#include "support/arm_process.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

ArmProcess exponential(double hazard, double dropout_hazard = 0.0) {
  return arm_process([=](double) { return hazard; },
                     [=](double time) { return std::exp(-hazard * time); },
                     dropout_hazard);
}

TrialProcess uniform_entry(double participants, double duration,
                           ArmProcess control, ArmProcess experimental) {
  TrialProcess trial;
  trial.participants = participants;
  trial.entered_share = [=](double time) {
    return std::clamp(time / duration, 0.0, 1.0);
  };
  trial.entry_breakpoints = {duration};
  trial.strata = {{1.0, {std::move(control), std::move(experimental)}}};
  return trial;
}

// npsurvSS's vignette: medians 12 and 15 months, a loss with median 120.
TrialProcess d37() {
  const double loss = std::log(2.0) / 120.0;
  return uniform_entry(240.0, 6.0, exponential(std::log(2.0) / 12.0, loss),
                       exponential(std::log(2.0) / 15.0, loss));
}

double power(const SurvivalContrast& contrast) {
  return normal_upper_tail(1.959963984540054 - contrast.z);
}

}  // namespace

TEST_CASE("power of a milestone and of a mean is npsurvSS's",
          "[design][exact][DES-12]") {
  const HorizonSurvival at = *expected_horizon_survival(d37(), 18.0, 12.0);
  CHECK(power(difference(at.survival)) == Approx(0.2050328).margin(1e-7));
  CHECK(power(ratio(at.rmst)) == Approx(0.1823979).margin(1e-7));
  CHECK_FALSE(at.carried_forward);
}

TEST_CASE("all followed to the horizon: the binomial's variance",
          "[design][exact]") {
  // Without censoring Greenwood's is S (1 - S) / n, and that of the mean is
  // (E min(T, h)^2 - A^2) / n.
  constexpr double hazard = 0.07;
  constexpr double horizon = 10.0;
  const TrialProcess trial =
      uniform_entry(300.0, 4.0, exponential(hazard), exponential(0.5 * hazard));
  const HorizonSurvival at = *expected_horizon_survival(trial, 14.0, horizon);
  const double survival = std::exp(-hazard * horizon);
  CHECK(at.survival[0].value == Approx(survival).epsilon(1e-13));
  CHECK(at.survival[0].variance ==
        Approx(survival * (1.0 - survival) / 150.0).epsilon(1e-11));
  const double area = (1.0 - survival) / hazard;
  const double square =
      2.0 / (hazard * hazard) * (1.0 - survival * (1.0 + hazard * horizon));
  CHECK(at.rmst[0].value == Approx(area).epsilon(1e-12));
  CHECK(at.rmst[0].variance ==
        Approx((square - area * area) / 150.0).epsilon(1e-10));
}

TEST_CASE("the last to reach the horizon weigh on the variance",
          "[design][exact]") {
  // Entry over 4, cut 12, horizon 10: of those who entered, (12 - s) / 4 are
  // followed for s beyond 8. With h = .05 the integral of h / Y is that of
  // .05 e^(.05 s), up to 8, and of .2 e^(.05 s) / (12 - s), from 8 to 10, over
  // 100; the latter is .2 e^.6 (Ei(-.2) - Ei(-.1)).
  const TrialProcess trial =
      uniform_entry(200.0, 4.0, exponential(0.05), exponential(0.05));
  const HorizonSurvival at = *expected_horizon_survival(trial, 12.0, 10.0);
  const double integral =
      std::exp(0.6) * (std::expint(-0.2) - std::expint(-0.1));
  const double greenwood = (std::exp(0.4) - 1.0 + 0.2 * integral) / 100.0;
  CHECK(at.survival[1].variance ==
        Approx(std::exp(-1.0) * greenwood).epsilon(1e-11));
}

TEST_CASE("strata are averaged by their shares", "[design][exact]") {
  TrialProcess trial = d37();
  const HorizonSurvival whole = *expected_horizon_survival(trial, 20.0, 12.0);
  trial.strata.push_back(trial.strata[0]);
  trial.strata[0].share = 0.25;
  trial.strata[1].share = 0.75;
  // Like strata say what they say together.
  const HorizonSurvival split = *expected_horizon_survival(trial, 20.0, 12.0);
  CHECK(split.rmst[1].variance ==
        Approx(whole.rmst[1].variance).epsilon(1e-12));
  trial.strata[1].arms[1] = exponential(0.0);
  const HorizonSurvival cured = *expected_horizon_survival(trial, 20.0, 12.0);
  CHECK(cured.survival[1].value ==
        Approx(0.25 * whole.survival[1].value + 0.75).epsilon(1e-12));
  CHECK(cured.survival[1].variance ==
        Approx(0.25 * whole.survival[1].variance).epsilon(1e-12));
  CHECK(cured.rmst[1].value ==
        Approx(0.25 * whole.rmst[1].value + 0.75 * 12.0).epsilon(1e-12));
}

TEST_CASE("nobody is followed as long as the horizon", "[design][exact]") {
  CHECK_FALSE(expected_horizon_survival(d37(), 12.0, 12.0));
  CHECK_FALSE(expected_horizon_survival(d37(), 5.0, 12.0));
  CHECK(expected_horizon_survival(d37(), 12.5, 12.0));
}
