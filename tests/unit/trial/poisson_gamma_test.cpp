#include "rehearse/trial/poisson_gamma.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// P(N = k) by the recursion of the negative binomial.
double probability_of(double mean, double size, int k) {
  double p = std::pow(size / (size + mean), size);
  for (int i = 0; i < k; ++i)
    p *= (size + i) / (i + 1.0) * mean / (size + mean);
  return p;
}

}  // namespace

// The published rows: beta prime and negative binomial by R's functions.
TEST_CASE("sites that open at once fill as the closed forms say",
          "[trial][oracle][SIM-09]") {
  const PoissonGamma sites{31.0, 0.5, 1.2};
  CHECK(sites.mean_time(246) == Approx(16.30939).epsilon(1e-6));
  CHECK(sites.sd_of_time(246) == Approx(2.944268).epsilon(1e-6));
  CHECK(sites.time_quantile(246, 0.05) == Approx(12.0807).epsilon(1e-5));
  CHECK(sites.time_quantile(246, 0.50) == Approx(15.99253).epsilon(1e-6));
  CHECK(sites.time_quantile(246, 0.95) == Approx(21.61511).epsilon(1e-6));
  const RandomCount year = sites.by(12.0);
  CHECK(year.mean == Approx(186.0));
  CHECK(year.variance() == Approx(1116.0));
  CHECK(year.at_least(150) == Approx(0.8665442).epsilon(1e-6));

  const PoissonGamma alike{31.0, 0.5, infinite};
  CHECK(alike.time_quantile(246, 0.05) == Approx(14.24402).epsilon(1e-6));
  CHECK(alike.time_quantile(246, 0.50) == Approx(15.84947).epsilon(1e-6));
  CHECK(alike.time_quantile(246, 0.95) == Approx(17.57125).epsilon(1e-6));
  CHECK(alike.mean_time(246) == Approx(246 / 15.5));
  CHECK(alike.sd_of_time(246) == Approx(std::sqrt(246.0) / 15.5));
}

TEST_CASE("few sites of unlike rates have no mean time", "[trial]") {
  CHECK(std::isinf(PoissonGamma{1.0, 0.5, 1.0}.mean_time(5)));
  CHECK(std::isinf(PoissonGamma{1.0, 0.5, 2.0}.sd_of_time(5)));
}

TEST_CASE("a capped number has the moments of its sum", "[trial][exact]") {
  for (const double size : {0.7, 3.0, 40.0})
    for (const double mean : {0.4, 6.0, 25.0})
      for (const int cap : {1, 2, 7, 30}) {
        INFO("size " << size << ", mean " << mean << ", cap " << cap);
        double below = 0.0;
        double first = 0.0;
        double second = 0.0;
        for (int k = 0; k < cap; ++k) {
          const double p = probability_of(mean, size, k);
          below += p;
          first += p * k;
          second += p * k * k;
        }
        const RandomCount count{mean, size};
        CHECK(count.at_least(cap) == Approx(1.0 - below).margin(1e-12));
        CHECK(count.capped_mean(cap) ==
              Approx(first + cap * (1.0 - below)).epsilon(1e-10));
        CHECK(count.capped_square(cap) ==
              Approx(second + cap * cap * (1.0 - below)).epsilon(1e-10));
      }
}
