#include "rehearse/design/conditional_power.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// The integral of conditional power over a normal effect, by Simpson's rule.
double averaged_power(double z, double information,
                      const std::vector<LaterLook>& later,
                      const NormalEffect& effect) {
  constexpr int steps = 2000;
  double sum = 0.0;
  for (int i = 0; i <= steps; ++i) {
    const double x = -10.0 + 20.0 * i / steps;
    const double weight = i == 0 || i == steps ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
    sum +=
        weight * std::exp(-0.5 * x * x) *
        predictive_power(z, information, later, {effect.mean + effect.sd * x});
  }
  return sum * 20.0 / steps / 3.0 / std::sqrt(2.0 * std::numbers::pi);
}

}  // namespace

TEST_CASE("conditional power by hand", "[design][exact][DES-15]") {
  // Lan & Wittes' B-value: z = 1 at t = 1/2, bound 1.96: B = .7071; under the
  // trend B(1) has mean 1.4142, under drift 3.242 mean 2.3281, under none
  // .7071, and variance 1/2 each time.
  const std::array later{LaterLook{1.0, 1.96}};
  const auto given = [&](double effect) {
    return predictive_power(1.0, 0.5, later, {effect});
  };
  CHECK(given(std::sqrt(2.0)) ==
        Approx(normal_upper_tail(0.77186)).margin(1e-5));
  CHECK(given(3.242) == Approx(normal_upper_tail(-0.52058)).margin(1e-5));
  CHECK(given(0.0) == Approx(normal_upper_tail(1.77186)).margin(1e-5));
  // The same in another unit.
  const std::array events{LaterLook{164.0, 1.96}};
  CHECK(predictive_power(1.0, 82.0, events, {3.242 / std::sqrt(164.0)}) ==
        Approx(given(3.242)).epsilon(1e-12));
}

TEST_CASE("predictive power with a flat prior is the closed form",
          "[design][exact][DES-15]") {
  // Jennison & Turnbull 2000, 10.3: Phi((z sqrt(I_K) - b sqrt(I_k)) /
  // sqrt(I_K - I_k)).
  const std::array later{LaterLook{164.0, 2.0002}};
  for (const double z : {-1.0, 0.0, 1.0, 2.4}) {
    const NormalEffect belief = posterior_effect({0.0, infinity}, z, 115.0);
    const double upper =
        (z * std::sqrt(164.0) - 2.0002 * std::sqrt(115.0)) / 7.0;
    CHECK(predictive_power(z, 115.0, later, belief) ==
          Approx(normal_upper_tail(-upper)).epsilon(1e-12));
  }
}

TEST_CASE("predictive power is conditional power on average",
          "[design][exact]") {
  const std::vector<LaterLook> later{
      {60.0, 3.1}, {90.0, infinity}, {110.0, 2.4}, {161.0, 2.0}};
  const NormalEffect prior{0.2, 0.12};
  for (const double z : {-0.5, 0.8, 1.9}) {
    const NormalEffect belief = posterior_effect(prior, z, 40.0);
    CHECK(predictive_power(z, 40.0, later, belief) ==
          Approx(averaged_power(z, 40.0, later, belief)).epsilon(1e-9));
  }
}

TEST_CASE("a posterior is between the prior and the data", "[design][exact]") {
  // Precisions 100 and 300.
  const NormalEffect belief = posterior_effect({0.1, 0.1}, 3.0, 300.0);
  CHECK(belief.mean ==
        Approx(0.25 * 0.1 + 0.75 * 3.0 / std::sqrt(300.0)).epsilon(1e-12));
  CHECK(belief.sd == Approx(0.05).epsilon(1e-12));
  CHECK(posterior_effect({0.3, 0.0}, 3.0, 300.0).mean == 0.3);
}

TEST_CASE("a later look without growth is the same Z", "[design][exact]") {
  const std::vector<LaterLook> later{{50.0, 1.5}, {100.0, 2.0}};
  CHECK(predictive_power(1.6, 50.0, later, {0.0}) == 1.0);
  CHECK(predictive_power(1.4, 50.0, later, {0.0}) < 0.5);
  CHECK(predictive_power(9.0, 50.0, {}, {0.0}) == 0.0);
}

TEST_CASE("a curtailment bound has the power it is for", "[design][exact]") {
  const std::vector<LaterLook> later{
      {80.0, 2.9}, {120.0, 2.4}, {160.0, infinity}, {200.0, 2.0}};
  const double power = GENERATE(0.01, 0.2, 0.5, 0.9);
  const double effect = 0.23;
  const double design =
      curtailment_bound(power, 50.0, later, Trend::design, effect, 9.0);
  CHECK(predictive_power(design, 50.0, later, {effect}) ==
        Approx(power).margin(1e-10));
  const double current =
      curtailment_bound(power, 50.0, later, Trend::current, effect, 9.0);
  CHECK(predictive_power(current, 50.0, later, {current / std::sqrt(50.0)}) ==
        Approx(power).margin(1e-10));
}

TEST_CASE("where no later look can tell, all are futile", "[design][exact]") {
  const std::vector<LaterLook> none{{80.0, infinity}, {120.0, infinity}};
  const auto bound = [](const std::vector<LaterLook>& later) {
    return curtailment_bound(0.2, 50.0, later, Trend::current, 0.0, 2.5);
  };
  CHECK(bound(none) == 2.5);
  CHECK(bound({}) == 2.5);
  // The next look is this one with a lower bound.
  CHECK(bound({{50.0, 2.1}}) == Approx(2.1).margin(1e-9));
  CHECK(bound({{50.0, 2.6}}) == 2.5);
}
