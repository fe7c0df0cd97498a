#include "rehearse/design/confidence_interval.hpp"

#include <cmath>

#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("Clopper-Pearson limits are R's binom.test's", "[design][exact]") {
  const auto [low, high] = clopper_pearson(4, 20);
  CHECK(low == Approx(0.0573339970500328).epsilon(1e-12));
  CHECK(high == Approx(0.4366140029966683).epsilon(1e-12));
  const auto [power_low, power_high] = clopper_pearson(89'660, 100'000);
  CHECK(power_low == Approx(0.894696327570221).epsilon(1e-12));
  CHECK(power_high == Approx(0.898480634511615).epsilon(1e-12));
  CHECK(clopper_pearson(4, 20, 0.8)[0] ==
        Approx(0.0902134553074705).epsilon(1e-12));
}

TEST_CASE("limits at none and all", "[design][exact]") {
  // By hand: 1 - (alpha / 2)^(1 / n).
  CHECK(clopper_pearson(0, 10)[0] == 0.0);
  CHECK(clopper_pearson(0, 10)[1] == Approx(1.0 - std::pow(0.025, 0.1)));
  CHECK(clopper_pearson(10, 10)[0] == Approx(std::pow(0.025, 0.1)));
  CHECK(clopper_pearson(10, 10)[1] == 1.0);
}

TEST_CASE("a proportion of nothing is refused", "[design][contract]") {
  CHECK_THROWS_AS(clopper_pearson(0, 0), PreconditionError);
  CHECK_THROWS_AS(clopper_pearson(2, 1), PreconditionError);
}
