#include "rehearse/montecarlo/estimates.hpp"

#include <cmath>

#include "rehearse/montecarlo/outcomes.hpp"
#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("a proportion has an error and an interval",
          "[montecarlo][exact][OUT-01]") {
  const Proportion p = proportion_of(75, 100);
  CHECK(p.estimate == 0.75);
  CHECK(p.mcse == Approx(std::sqrt(0.75 * 0.25 / 100.0)));
  // R: prop.test(75, 100, correct = FALSE).
  CHECK(p.ci95[0] == Approx(0.6569556).epsilon(1e-6));
  CHECK(p.ci95[1] == Approx(0.8245478).epsilon(1e-6));
  CHECK_FALSE(is_at_boundary(p));
  CHECK(std::isnan(proportion_of(0, 0).estimate));
  CHECK(std::isnan(proportion_of(0, 0).ci95[1]));
}

TEST_CASE("no replicate of many is not certainty", "[montecarlo][exact]") {
  const Proportion none = proportion_of(0, 10'000);
  CHECK(none.mcse == 0.0);
  CHECK(is_at_boundary(none));
  CHECK(precision_of(none) > 9e-5);
  CHECK(is_at_boundary(proportion_of(9'999, 10'000)));
  CHECK_FALSE(is_at_boundary(proportion_of(9'980, 10'000)));
}

TEST_CASE("as many replicates as it takes to know a power so well",
          "[montecarlo][exact][SWP-05]") {
  for (const double p : {0.0, 0.001, 0.5, 0.9999, 1.0})
    for (const double precision : {0.01, 0.001, 0.0001}) {
      CAPTURE(p, precision);
      const double n = replicates_for(p, precision);
      // Half of Wilson's interval at n replicates, over z (Wilson 1927).
      const double zz = 1.959963984540054 * 1.959963984540054;
      CHECK(std::sqrt(n * p * (1.0 - p) + 0.25 * zz) / (n + zz) ==
            Approx(precision).epsilon(1e-9));
      // Of the numbers around it, whose share is nearest to p.
      const auto enough = static_cast<std::uint64_t>(std::ceil(n));
      const auto of = [&](std::uint64_t total) {
        return precision_of(
            proportion_of(static_cast<std::uint64_t>(
                              std::llround(p * static_cast<double>(total))),
                          total));
      };
      CHECK(of(enough) <= precision * 1.1);
      CHECK(of(enough - enough / 4) > precision);
    }
  // In the middle p (1 - p) / e^2, and less by what Wilson's center takes.
  CHECK(replicates_for(0.5, 0.001) == Approx(250'000.0).epsilon(1e-4));
}

TEST_CASE("a paired difference counts the replicates that differ",
          "[montecarlo][exact]") {
  const std::uint8_t a[] = {1, 1, 0, 0, 1, 1, 0, 1};
  const std::uint8_t b[] = {1, 0, 0, 1, 0, 1, 0, 0};
  const Proportion d = power_difference(a, b);
  CHECK(d.estimate == 0.25);  // three alone here, one alone there, of eight
  CHECK(d.mcse == Approx(std::sqrt((0.5 - 0.0625) / 8.0)));
  const Proportion same = paired_difference_of(3, 1, 8);
  CHECK(d.ci95 == same.ci95);
  CHECK(d.ci95[0] < 0.0);
  CHECK(d.ci95[1] > 0.6);
}
