#include "rehearse/core/quantile_histogram.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "rehearse/core/moments.hpp"
#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("quantiles are right to the width of a bin", "[core][exact]") {
  QuantileHistogram relative{Binning::relative};
  QuantileHistogram absolute{Binning::absolute};
  QuantileHistogram count{Binning::count};
  for (int i = 0; i < 10'001; ++i) {
    relative.add(0.5 + i * 1e-4);
    absolute.add(-1.0 + i * 1e-3);
    count.add(i);
  }
  for (const double p : {0.05, 0.5, 0.95}) {
    CHECK(relative.quantile(p) == Approx(0.5 + p).epsilon(1e-3));
    CHECK(absolute.quantile(p) == Approx(-1.0 + 10 * p).margin(1.1e-3));
    CHECK(count.quantile(p) == std::floor(p * 10'001));
  }
}

TEST_CASE("histograms merge to the same whatever the order", "[core][exact]") {
  QuantileHistogram whole{Binning::relative};
  QuantileHistogram low{Binning::relative};
  QuantileHistogram high{Binning::relative};
  for (int i = 1; i < 3000; ++i) {
    whole.add(i * 0.37);
    (i % 2 == 0 ? low : high).add(i * 0.37);
  }
  QuantileHistogram one = low;
  one.merge(high);
  QuantileHistogram other = high;
  other.merge(low);
  for (const double p : {0.01, 0.3, 0.5, 0.99}) {
    CHECK(one.quantile(p) == whole.quantile(p));
    CHECK(other.quantile(p) == whole.quantile(p));
  }
}

TEST_CASE("what is not reached is infinite", "[core][exact]") {
  QuantileHistogram h{Binning::relative};
  CHECK(std::isnan(h.quantile(0.5)));
  h.add(1.0);
  h.add(std::numeric_limits<double>::infinity());
  h.add(0.0);
  CHECK(h.quantile(0.2) == 0.0);
  CHECK(h.quantile(0.6) == Approx(1.0).epsilon(1e-3));
  CHECK(std::isinf(h.quantile(0.9)));
}

TEST_CASE("an infinite mean stays infinite when parts merge", "[core][exact]") {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const std::vector<double> finite{1.0, 2.0};
  const std::vector<double> unreached{3.0, infinite};
  for (const auto& order : {std::vector{finite, unreached, finite},
                            std::vector{unreached, finite, unreached},
                            std::vector{finite, unreached, unreached}}) {
    Moments merged;
    for (const std::vector<double>& part : order)
      merged.merge(Moments::of(part));
    CHECK(merged.count == 6);
    CHECK(merged.mean == infinite);
    CHECK(std::isnan(merged.sd()));
  }
}

TEST_CASE("moments of parts merge to those of the whole", "[core][exact]") {
  const std::vector<double> x{3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0};
  Moments merged = Moments::of(std::span{x}.first(3));
  merged.merge(Moments::of(std::span{x}.subspan(3, 0)));
  merged.merge(Moments::of(std::span{x}.subspan(3)));
  CHECK(merged.count == 8);
  CHECK(merged.mean == Approx(31.0 / 8.0));
  CHECK(merged.sd() == Approx(std::sqrt((173.0 - 31.0 * 31.0 / 8.0) / 7.0)));
}
