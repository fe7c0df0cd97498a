#include "rehearse/forecast/maximum.hpp"

#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("a quadratic's maximum and curvature", "[forecast][exact]") {
  const LogLikelihood f = [](std::span<const double> x) {
    const double a = x[0] - 1.0, b = x[1] + 2.0, c = x[2];
    return 5.0 - 2.0 * a * a - b * b - a * b - 50.0 * c * c;
  };
  const Maximum maximum = maximize(f, std::vector{8.0, 3.0, -1.0});
  REQUIRE(maximum.converged());
  CHECK(maximum.parameters[0] == Approx(1.0).margin(1e-9));
  CHECK(maximum.parameters[1] == Approx(-2.0).margin(1e-9));
  CHECK(maximum.parameters[2] == Approx(0.0).margin(1e-9));
  CHECK(maximum.value == Approx(5.0));
  // The inverse of {{4, 1}, {1, 2}}, and of 100.
  CHECK(maximum.covariance(0, 0) == Approx(2.0 / 7.0).epsilon(1e-7));
  CHECK(maximum.covariance(0, 1) == Approx(-1.0 / 7.0).epsilon(1e-7));
  CHECK(maximum.covariance(1, 1) == Approx(4.0 / 7.0).epsilon(1e-7));
  CHECK(maximum.se(2) == Approx(0.1).epsilon(1e-7));
}

TEST_CASE("a maximum from where the function isn't concave",
          "[forecast][exact]") {
  // A Cauchy density times a normal one: convex beyond 1 from its middle.
  const LogLikelihood f = [](std::span<const double> x) {
    return -20.0 * std::log1p((x[0] - 2.0) * (x[0] - 2.0)) -
           0.5 * x[1] * x[1] * std::exp(-x[0]) - 0.5 * x[0];
  };
  const Maximum maximum = maximize(f, std::vector{9.0, 4.0});
  REQUIRE(maximum.converged());
  // -40 u / (1 + u^2) = 1/2, u = x - 2.
  const double u = -40.0 + std::sqrt(1600.0 - 1.0);
  CHECK(maximum.parameters[0] == Approx(2.0 + u).epsilon(1e-8));
  CHECK(maximum.parameters[1] == Approx(0.0).margin(1e-7));
}

TEST_CASE("why there is no maximum", "[forecast]") {
  const std::vector start{0.5, 0.5};
  const auto fault = [&](const LogLikelihood& f) {
    return maximize(f, start).fault;
  };
  CHECK(fault([](auto x) { return -x[0] * x[0] + x[1]; }) ==
        MaximumFault::endless);
  CHECK(fault([](auto x) { return -x[0] * x[0]; }) == MaximumFault::flat);
  // Rises by ever less.
  CHECK(fault([](auto x) { return -x[0] * x[0] - std::exp(x[1]); }) ==
        MaximumFault::flat);
  CHECK(fault([](auto x) { return std::log(-x[0] - x[1]); }) ==
        MaximumFault::undefined);
}
