#include "rehearse/design/illness_death.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "rehearse/design/group_sequential.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

IllnessDeath constant(double progression, double first, double after) {
  return {constant_hazard(progression), constant_hazard(first),
          constant_hazard(after)};
}

TransitionHazard weibull(double shape, double scale) {
  return {[=](double t) {
            return shape / scale * std::pow(t / scale, shape - 1.0);
          },
          [=](double t) { return std::pow(t / scale, shape); }};
}

// simIDM's vignette on trial planning: 0 -> 1, 0 -> 2, 1 -> 2.
const IllnessDeath control = constant(0.5, 0.3, 0.6);
const IllnessDeath treatment = constant(0.3, 0.28, 0.5);

}  // namespace

TEST_CASE("simIDM's trial", "[design][exact][HYP-04]") {
  const auto margin = [](double value) { return Approx(value).margin(1e-6); };
  const auto times = [](double value) {
    return Approx(value).margin(1e-6).epsilon(0.0);
  };
  CHECK(median_time(pfs_process(control)) == times(0.866434));
  CHECK(median_time(pfs_process(treatment)) == times(1.195081));
  CHECK(median_time(os_process(control)) == times(1.771692));
  CHECK(median_time(os_process(treatment)) == times(2.093269));
  CHECK(event_time_moments(control).correlation() == times(0.628971));
  CHECK(event_time_moments(treatment).correlation() == times(0.701517));
  CHECK(overall_survival(control, 1.0).survival == times(0.698036));
  CHECK(overall_survival(treatment, 1.0).survival == times(0.734769));
  CHECK(overall_survival(control, 3.0).survival == times(0.277170));
  CHECK(overall_survival(treatment, 3.0).survival == times(0.354057));
  const double pfs_ratio =
      average_hazard_ratio(pfs_process(control), pfs_process(treatment));
  const double os_ratio =
      average_hazard_ratio(os_process(control), os_process(treatment));
  CHECK(pfs_ratio == margin(0.725));
  // R's integrate() of the closed forms, to 1e-12.
  CHECK(os_ratio == Approx(0.807236845).margin(1e-9).epsilon(0.0));
  // Two-sided levels of .01 and .04, power .8.
  CHECK(schoenfeld_events(pfs_ratio, 0.5, 0.005, 0.8) ==
        Approx(451.73).margin(0.005).epsilon(0.0));
  CHECK(schoenfeld_events(os_ratio, 0.5, 0.02, 0.8) ==
        Approx(731.27).margin(0.005).epsilon(0.0));
}

TEST_CASE("constant hazards in closed form", "[design][exact]") {
  // S_O = e^-(a + b) t + a (e^-(a + b) t - e^-c t) / (c - a - b).
  for (const auto& [a, b, c] :
       std::vector<std::array<double, 3>>{{0.5, 0.3, 0.6}, {0.02, 0.01, 0.2}}) {
    IllnessDeath model = constant(a, b, c);
    for (const DeathClock clock : {DeathClock::progression, DeathClock::entry})
      for (const double t : {0.1, 1.0, 7.0, 40.0}) {
        model.clock = clock;
        const double first = std::exp(-(a + b) * t);
        const double after = std::exp(-c * t);
        const double living = a / (c - a - b);
        const OverallSurvival at = overall_survival(model, t);
        CHECK(at.survival ==
              Approx(first + living * (first - after)).epsilon(1e-11));
        CHECK(at.density ==
              Approx((a + b) * first + living * ((a + b) * first - c * after))
                  .epsilon(1e-11));
      }
    // OS is PFS and, for a share a / (a + b), an independent exponential.
    const EventTimeMoments moments = event_time_moments(model);
    const double share = a / (a + b);
    CHECK(moments.pfs_mean == Approx(1.0 / (a + b)).epsilon(1e-9));
    CHECK(moments.covariance == Approx(moments.pfs_variance).epsilon(1e-9));
    CHECK(moments.os_mean == Approx(1.0 / (a + b) + share / c).epsilon(1e-9));
    CHECK(moments.os_variance ==
          Approx(1.0 / ((a + b) * (a + b)) + share * (2.0 - share) / (c * c))
              .epsilon(1e-9));
  }
}

TEST_CASE("the clock of death after progression", "[design][exact]") {
  // Death after progression as death before it, of age alone: OS is that
  // death, whatever progression does.
  IllnessDeath model{weibull(0.7, 2.0), weibull(1.8, 3.0), weibull(1.8, 3.0),
                     DeathClock::entry};
  for (const double t : {0.3, 2.0, 5.0}) {
    const double survival = std::exp(-std::pow(t / 3.0, 1.8));
    CHECK(overall_survival(model, t).survival ==
          Approx(survival).epsilon(1e-10));
    CHECK(overall_survival(model, t).hazard() ==
          Approx(1.8 / 3.0 * std::pow(t / 3.0, 0.8)).epsilon(1e-10));
  }
  const EventTimeMoments moments = event_time_moments(model);
  const double mean = 3.0 * std::tgamma(1.0 + 1.0 / 1.8);
  CHECK(moments.os_mean == Approx(mean).epsilon(1e-8));
  CHECK(moments.os_variance ==
        Approx(9.0 * std::tgamma(1.0 + 2.0 / 1.8) - mean * mean).epsilon(1e-8));
}

TEST_CASE("hazards that change at a time", "[design][exact]") {
  // Nobody dies after progression for one unit of time, all by its end that
  // survive 3 more: S_O(t) for progression alone at rate 1.
  IllnessDeath model{
      constant_hazard(1.0),
      constant_hazard(0.0),
      {[](double t) { return t <= 1.0 ? 0.0 : 2.0; },
       [](double t) { return t <= 1.0 ? 0.0 : 2.0 * (t - 1.0); }},
      DeathClock::progression,
      {},
      {1.0}};
  // t > 1: 1 - P(progressed before t - 1) + ∫_0^(t-1) e^-s e^-2(t - 1 - s) ds
  const double until = 2.5;
  CHECK(overall_survival(model, until + 1.0).survival ==
        Approx(2.0 * std::exp(-until) - std::exp(-2.0 * until)).epsilon(1e-11));
  CHECK(overall_survival(model, 0.9).survival == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("average hazard ratios", "[design][exact]") {
  // Proportional hazards: theirs, whatever the weight and its end.
  const ArmProcess slow = pfs_process(constant(0.01, 0.02, 1.0));
  const ArmProcess fast = pfs_process(constant(0.02, 0.04, 1.0));
  CHECK(average_hazard_ratio(slow, fast) == Approx(2.0).epsilon(1e-9));
  CHECK(average_hazard_ratio(slow, fast, 10.0) == Approx(2.0).epsilon(1e-11));
  // S = e^-(t/s)^k against e^-t, both of hazards with closed integrals up to
  // 1: weight e^-(t + t^2) / 2; h1 = 2 t, h0 = 1. 2 t + 1 integrates to
  // 2 (1 - e^-1), so the ratio is 2 (1 - e^-1) / A - 1, A = ∫ e^-(t + t^2)/2.
  const ArmProcess squared = pfs_process(
      {weibull(2.0, 1.0), constant_hazard(0.0), constant_hazard(1.0)});
  const ArmProcess unit = pfs_process(constant(1.0, 0.0, 1.0));
  const double area =
      std::sqrt(std::numbers::pi / 2.0) * std::exp(0.125) *
      (std::erf(1.5 / std::sqrt(2.0)) - std::erf(0.5 / std::sqrt(2.0)));
  CHECK(average_hazard_ratio(unit, squared, 1.0) ==
        Approx(2.0 * (1.0 - std::exp(-1.0)) / area - 1.0).epsilon(1e-11));
  CHECK(std::isinf(median_time({[](double) {
                                  return EventAt{0.0, 1.0};
                                },
                                0.0})));
}
