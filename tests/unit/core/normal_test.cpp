#include "rehearse/core/normal.hpp"

#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/numbers.hpp"
#include "support/catch.hpp"

using namespace rehearse;

// R 4.2's pnorm, qnorm and dnorm.
TEST_CASE("the normal distribution is R's", "[core][exact]") {
  struct Tail {
    double z;
    double p;
  };
  for (const auto& [z, p] :
       {Tail{0.0, 0.5}, Tail{1.0, 0.15865525393145705},
        Tail{1.96, 0.024997895148220428}, Tail{5.0, 2.8665157187919391e-07},
        Tail{8.0, 6.2209605742717849e-16}, Tail{20.0, 2.7536241186062337e-89},
        Tail{37.0, 5.7255712225245771e-300}}) {
    CAPTURE(z);
    CHECK(normal_upper_tail(z) == Approx(p).epsilon(1e-12));
    CHECK(normal_upper_tail(-z) == Approx(1.0 - p).epsilon(1e-15));
    CHECK(normal_upper_quantile(p) == Approx(z).margin(1e-13));
  }
  for (const auto& [z, p] :
       {Tail{-37.04709629936120, 1e-300}, Tail{-9.26234008979840757, 1e-20},
        Tail{-4.26489079392282555, 1e-5}, Tail{-0.52440051270804067, 0.3},
        Tail{0.0, 0.5}, Tail{1.28155156554460081, 0.9}, Tail{z_of_ci95, 0.975}})
    CHECK(normal_quantile(p) == Approx(z).epsilon(1e-14));
  CHECK(normal_density(0.0) == Approx(0.3989422804014327).epsilon(1e-15));
  CHECK(normal_density(-2.5) == Approx(0.01752830049356854).epsilon(1e-14));
  CHECK(normal_density(10.0) == Approx(7.6945986267064199e-23).epsilon(1e-14));
}

// R 4.2: -pnorm(z, lower = FALSE, log = TRUE), and exp(dnorm(z, log = TRUE) -
// pnorm(z, lower = FALSE, log = TRUE)), at 1e4 z + 1/z - 2/z^3.
TEST_CASE("the normal distribution's hazard is R's", "[core][exact]") {
  struct Hazard {
    double z, cumulative, rate;
  };
  for (const auto& [z, cumulative, rate] :
       {Hazard{-5.0, 2.8665161296376358e-07, 1.4867199409049061e-06},
        Hazard{0.0, 0.69314718055994529, 0.79788456080286529},
        Hazard{5.0, 15.064998393988725, 5.1865039671258426},
        Hazard{34.9, 613.47724469537138, 34.928606437742857},
        Hazard{35.1, 620.48294970488917, 35.12844396540045},
        Hazard{38.0, 726.5572160188201, 38.026279466573314},
        Hazard{100.0, 5005.5242086942053, 100.00999800101664},
        Hazard{1e4, 50000010.129278913, 10000.000099999999}}) {
    CAPTURE(z);
    CHECK(normal_cumulative_hazard(z) == Approx(cumulative).epsilon(1e-13));
    CHECK(normal_hazard(z) == Approx(rate).epsilon(1e-11));
  }
  CHECK(normal_cumulative_hazard(-40.0) == Approx(0.0).margin(1e-300));
}

TEST_CASE("the normal distribution's ends", "[core]") {
  CHECK(normal_quantile(0.0) == -infinity);
  CHECK(normal_quantile(1.0) == infinity);
  CHECK(std::isnan(normal_quantile(1.5)));
  CHECK(normal_upper_tail(-infinity) == 1.0);
  CHECK(normal_upper_tail(infinity) == 0.0);
  CHECK(normal_density(infinity) == 0.0);
  CHECK_THROWS_AS(normal_upper_quantile(0.0), PreconditionError);
  CHECK_THROWS_AS(normal_upper_quantile(1.0), PreconditionError);
}
