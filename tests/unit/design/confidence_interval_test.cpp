#include "rehearse/design/confidence_interval.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// P(the interval of a share `p` of `n` holds it): a sum, not a simulation.
template <class Interval>
double coverage(double p, std::uint64_t n, const Interval& interval) {
  const boost::math::binomial_distribution<> successes(static_cast<double>(n),
                                                       p);
  const double mean = p * static_cast<double>(n);
  const double far = 12.0 * std::sqrt(mean) + 30.0;
  double covered = 0.0;
  for (auto x = static_cast<std::uint64_t>(std::max(0.0, mean - far));
       x <= std::min(n, static_cast<std::uint64_t>(mean + far)); ++x) {
    const auto [low, high] = interval(x, n);
    if (low <= p && p <= high)
      covered += pdf(successes, static_cast<double>(x));
  }
  return covered;
}

}  // namespace

TEST_CASE("Wilson's limits are those of R's prop.test without correction",
          "[design][exact][OUT-01]") {
  struct Known {
    std::uint64_t successes, trials;
    double low, high;
  };
  // R 4.2.2, prop.test(x, n, correct = FALSE)$conf.int.
  for (const Known& known :
       {Known{4, 20, 0.0806576625797981, 0.4160174322518935},
        Known{89'660, 100'000, 0.894697584436218, 0.898471946282881},
        Known{0, 10, 0.0, 0.277532799862889},
        Known{2, 400, 0.00137225295471039, 0.01804491843624315},
        Known{1, 10'000, 1.76526736011223e-05, 5.66268897401338e-04}}) {
    const auto [low, high] = wilson(known.successes, known.trials);
    CHECK(low == Approx(known.low).margin(1e-14).epsilon(1e-11));
    CHECK(high == Approx(known.high).epsilon(1e-11));
    // Successes and failures are the same thing.
    const auto [fail_low, fail_high] =
        wilson(known.trials - known.successes, known.trials);
    CHECK(fail_low == Approx(1.0 - high).margin(1e-14));
    CHECK(fail_high == Approx(1.0 - low).margin(1e-14));
  }
  CHECK(wilson(0, 10)[0] == 0.0);
  CHECK(wilson(10, 10)[1] == 1.0);
}

TEST_CASE("Wilson's interval covers near 0 as in the middle",
          "[design][exact][OUT-01]") {
  const auto normal = [](std::uint64_t x, std::uint64_t n) {
    const auto trials = static_cast<double>(n);
    const double p = static_cast<double>(x) / trials;
    const double half = 1.959963984540054 * std::sqrt(p * (1.0 - p) / trials);
    return std::array{p - half, p + half};
  };
  for (const std::uint64_t n : {400U, 10'000U})
    for (const double p : {0.0, 0.0005, 0.005, 0.5, 0.995, 0.9995, 1.0}) {
      CAPTURE(n, p);
      CHECK(coverage(p, n, wilson) >= 0.94);
      CHECK(coverage(p, n, wilson) <= 1.0 + 1e-9);
    }
  // What estimate +- 1.96 standard errors does there.
  CHECK(coverage(0.005, 400, normal) == Approx(0.8643).margin(0.0001));
  CHECK(coverage(0.0005, 400, normal) < 0.2);
}

TEST_CASE("Tango's limits are those of R's PropCIs", "[design][exact]") {
  struct Known {
    std::uint64_t first, second, trials;
    double low, high;
  };
  // PropCIs 0.3-0, scoreci.mp(b, c, n), which is p2 - p1 to some 1e-7.
  for (const Known& known :
       {Known{5, 2, 50, -0.0533268010616303, 0.182420299053192},
        Known{0, 0, 100, -0.0369934739659119, 0.0369935035705566},
        Known{3, 0, 1000, -0.000838277399539947, 0.00878302472829819},
        Known{120, 80, 5000, 0.00247977352142334, 0.013652795791626},
        Known{14, 0, 44, 0.199993022463538, 0.465568959712982},
        Known{9, 1, 10, 0.191699939966202, 0.964247608184814}}) {
    CAPTURE(known.first, known.second, known.trials);
    const auto [low, high] = tango(known.first, known.second, known.trials);
    CHECK(low == Approx(known.low).margin(2e-7));
    CHECK(high == Approx(known.high).margin(2e-7));
    const auto [other_low, other_high] =
        tango(known.second, known.first, known.trials);
    CHECK(other_low == -high);
    CHECK(other_high == -low);
  }
}

TEST_CASE("where nothing varies a difference has an interval",
          "[design][exact]") {
  CHECK(tango(0, 0, 100)[1] == Approx(wilson(0, 100)[1]));
  // By hand: n e = 1.96 sqrt(n (2 e - e^2)), e the distance from -1.
  const double square = 1.959963984540054 * 1.959963984540054;
  CHECK(tango(10, 0, 10)[1] == 1.0);
  CHECK(tango(10, 0, 10)[0] == Approx(1.0 - 2.0 * square / (10.0 + square)));
}

TEST_CASE("Tango's interval covers where few pairs differ", "[design][exact]") {
  // All that differ differ in one way: the second is 0.
  const auto of_pairs = [](std::uint64_t x, std::uint64_t n) {
    return tango(x, 0, n);
  };
  for (const std::uint64_t n : {400U, 10'000U})
    for (const double p : {0.0, 0.0005, 0.005, 0.5}) {
      CAPTURE(n, p);
      CHECK(coverage(p, n, of_pairs) >= 0.94);
    }
}

TEST_CASE("a proportion of nothing is refused", "[design][contract]") {
  CHECK_THROWS_AS(wilson(0, 0), PreconditionError);
  CHECK_THROWS_AS(wilson(2, 1), PreconditionError);
  CHECK_THROWS_AS(tango(0, 0, 0), PreconditionError);
  CHECK_THROWS_AS(tango(2, 1, 2), PreconditionError);
}
