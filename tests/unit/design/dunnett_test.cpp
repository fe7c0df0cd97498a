#include "rehearse/design/dunnett.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

Eigen::MatrixXd equicorrelated(std::size_t n, double r) {
  const auto size = static_cast<Eigen::Index>(n);
  return Eigen::MatrixXd::NullaryExpr(
      size, size,
      [&](Eigen::Index i, Eigen::Index j) { return i == j ? 1.0 : r; });
}

std::vector<double> equal_weights(std::size_t n) {
  return std::vector<double>(n, 1.0 / static_cast<double>(n));
}

}  // namespace

TEST_CASE("Dunnett's bounds of equal groups", "[design][exact][HYP-05]") {
  // R's integrate() of the density, to 1e-12, and uniroot(); Dunnett's tables
  // have 2.21, 2.35, 2.44 and 2.51.
  const std::vector<double> bounds{2.2121351, 2.3489761, 2.4417749, 2.5114663};
  for (std::size_t k = 2; k <= 5; ++k)
    CHECK(dunnett_bound(std::vector<double>(k, 1.0), 0.025) ==
          Approx(bounds[k - 2]).margin(1e-7).epsilon(0.0));
  CHECK(dunnett_bound(std::vector<double>(1, 3.0), 0.025) ==
        Approx(z_of_ci95).epsilon(1e-12));
}

TEST_CASE("Dunnett's probability in closed form", "[design][exact]") {
  // Two arms: Owen's T; and any number: correlation 0 as the control grows,
  // one test as it shrinks.
  for (const double bound : {-1.0, 0.0, 2.0, 6.0}) {
    const std::vector<double> two{0.5, 2.0};
    const double l = std::sqrt(1.0 / 3.0 * 2.0 / 3.0);
    CHECK(dunnett_correlation(two)(0, 1) == Approx(l).epsilon(1e-14));
    CHECK(dunnett_p_one_sided(two, bound) ==
          Approx(normal_union_of_two(bound, l)).epsilon(1e-9));
    CHECK(dunnett_p_one_sided(std::vector<double>(3, 1e-12), bound) ==
          Approx(-std::expm1(3.0 * std::log1p(-normal_upper_tail(bound))))
              .epsilon(1e-4));
  }
  CHECK(dunnett_p_one_sided(std::vector<double>(3, 1e8), 2.0) ==
        Approx(normal_upper_tail(2.0)).epsilon(1e-3));
}

TEST_CASE("unequal arms are the multivariate normal's", "[design][exact]") {
  const std::vector<double> allocation{0.5, 1.0, 2.5};
  for (const double alpha : {1e-6, 0.025, 0.4}) {
    const double bound = dunnett_bound(allocation, alpha);
    CHECK(weighted_rejection(dunnett_correlation(allocation),
                             std::vector<double>(3, 1.0),
                             normal_upper_tail(bound))
              .value == Approx(alpha).epsilon(1e-6));
  }
}

TEST_CASE("one common factor is the multivariate normal's too",
          "[design][exact]") {
  // The same correlations but for 1e-9 have no common factor.
  const auto exact = dunnett_correlation(std::vector{0.5, 1.0, 1.5, 2.5});
  Eigen::MatrixXd near = exact;
  near(0, 1) = near(1, 0) += 1e-9;
  const std::vector<double> weights{0.1, 0.2, 0.3, 0.4};
  for (const double level : {1e-5, 0.03, 0.8}) {
    const auto by_factor = weighted_rejection(exact, weights, level);
    const auto by_lattice = weighted_rejection(near, weights, level);
    CHECK(by_factor.error == 0.0);
    CHECK(by_lattice.error > 0.0);
    CHECK(by_lattice.value == Approx(by_factor.value).epsilon(2e-5));
  }
  // Above 1 / w a hypothesis is always rejected.
  CHECK(weighted_rejection(exact, weights, 2.5).value ==
        Approx(1.0).epsilon(1e-12));
}

TEST_CASE("one correlation that has another factor leaves none in common",
          "[design][exact]") {
  // Each pair in turn; l_i l_j = 0.49 else.
  const std::vector<double> weights = equal_weights(5);
  for (Eigen::Index i = 0; i < 5; ++i)
    for (Eigen::Index j = 0; j < i; ++j) {
      CAPTURE(i, j);
      Eigen::MatrixXd matrix = equicorrelated(5, 0.49);
      matrix(i, j) = matrix(j, i) = 0.4;
      const IntegrationEffort coarse{1e-3, 0.0, 1U << 8};
      CHECK(weighted_rejection(matrix, weights, 0.05, coarse).error > 0.0);
    }
}

TEST_CASE("levels of independent and of equal tests", "[design][exact]") {
  constexpr double alpha = 0.025;
  for (const std::size_t k : {2U, 3U, 4U, 6U}) {
    CAPTURE(k);
    const double n = static_cast<double>(k);
    // 1 - (1 - c alpha / k)^k = alpha
    CHECK(
        weighted_level_factor(equicorrelated(k, 0.0), equal_weights(k),
                              alpha) ==
        Approx(-n * std::expm1(std::log1p(-alpha) / n) / alpha).epsilon(1e-5));
    CHECK(weighted_level_factor(equicorrelated(k, 1.0), equal_weights(k),
                                alpha) == Approx(n).epsilon(1e-9));
    const std::vector<double> groups(k, 1.0);
    CHECK(
        weighted_level_factor(dunnett_correlation(groups), equal_weights(k),
                              alpha) *
            alpha / n ==
        Approx(normal_upper_tail(dunnett_bound(groups, alpha))).epsilon(1e-5));
  }
  // Weights 3/4 and 1/4: equal tests reject by the larger; independent ones
  // with (1 - 3 c alpha / 4) (1 - c alpha / 4) = 1 - alpha.
  const std::vector<double> weights{0.75, 0.25};
  CHECK(weighted_level_factor(equicorrelated(2, 1.0), weights, alpha) ==
        Approx(4.0 / 3.0).epsilon(1e-9));
  CHECK(
      weighted_level_factor(equicorrelated(2, 0.0), weights, alpha) * alpha ==
      Approx(8.0 / 3.0 * (1.0 - std::sqrt(1.0 - 0.75 * alpha))).epsilon(1e-7));
  // Tests that can't both reject leave Bonferroni's; weight 0 is no test.
  CHECK(weighted_level_factor(equicorrelated(2, -1.0), weights, alpha) ==
        Approx(1.0).epsilon(1e-9));
  CHECK(weighted_level_factor(equicorrelated(2, 0.5), std::vector{1.0, 0.0},
                              alpha) == 1.0);
}

TEST_CASE("a level is solved with all points", "[design]") {
  const Eigen::MatrixXd correlation =
      Eigen::MatrixXd::NullaryExpr(4, 4, [](Eigen::Index i, Eigen::Index j) {
        return i == j ? 1.0
                      : 0.8 / (1.0 + std::abs(static_cast<double>(i - j)));
      });
  const std::vector<double> weights{0.4, 0.3, 0.2, 0.1};
  const IntegrationEffort effort{1e-5, 0.0, 1U << 12};
  const double factor =
      weighted_level_factor(correlation, weights, 0.025, effort);
  CHECK(
      weighted_rejection(correlation, weights, factor * 0.025, effort).value ==
      Approx(0.025).epsilon(1e-8));
}

TEST_CASE("closed test of three hypotheses", "[design][exact]") {
  constexpr double alpha = 0.025;
  const auto correlation = equicorrelated(3, 0.5);
  const auto weights = proportional_weights({0.5, 0.25, 0.25});
  const auto tests = weighted_closed_tests(correlation, weights, alpha);
  REQUIRE(tests.size() == 7);
  CHECK(tests[0].levels == std::vector{alpha, 0.0, 0.0});
  CHECK(tests[4].hypotheses == 5);  // 0 and 2
  CHECK(tests[4].weights[0] == Approx(2.0 / 3.0).epsilon(1e-15));
  for (const IntersectionTest& test : tests) {
    CAPTURE(test.hypotheses);
    CHECK(test.factor >= 1.0);
    CHECK(weighted_rejection(correlation, test.weights, test.factor * alpha)
              .value == Approx(alpha).epsilon(1e-6));
  }
  // At the levels of all three: the first is rejected and passes its weight.
  const double first = tests[6].levels[0];
  CHECK(closed_rejections(tests, std::vector{first * 0.999, 0.03, 0.03}) == 1);
  CHECK(closed_rejections(tests, std::vector{first * 1.001, 0.03, 0.03}) == 0);
  CHECK(closed_rejections(tests, std::vector{first * 0.999, 0.03,
                                             tests[5].levels[2] * 0.999}) == 5);
  CHECK(closed_rejections(tests, std::vector{0.001, 0.01, 0.02}) == 7);
}

TEST_CASE("adjusted p are the closed test's", "[design]") {
  const auto correlation = equicorrelated(3, 0.3);
  const auto weights = proportional_weights({0.6, 0.3, 0.1});
  const std::vector<double> p{0.02, 0.008, 0.015};
  const auto adjusted = weighted_adjusted_p(correlation, weights, p);
  for (std::size_t i = 0; i < 3; ++i) {
    CAPTURE(i, adjusted[i]);
    CHECK(adjusted[i] > p[i]);
    for (const double shift : {0.9999, 1.0001}) {
      const auto tests =
          weighted_closed_tests(correlation, weights, shift * adjusted[i]);
      CHECK((closed_rejections(tests, p) >> i & 1U) == (shift > 1.0 ? 1U : 0U));
    }
  }
  // A small p of another hypothesis helps nobody.
  const auto one =
      weighted_adjusted_p(correlation, weights, std::vector{1e-4, 0.2, 0.3});
  CHECK(one[0] < 2e-4);
  CHECK(one[1] > 0.2);
  CHECK(one[2] == Approx(0.3).epsilon(1e-9));
  CHECK(weighted_adjusted_p(correlation, weights, std::vector{1.0, 1.0, 1.0}) ==
        std::vector{1.0, 1.0, 1.0});
}

TEST_CASE("weights in proportion", "[design][exact]") {
  const auto weights = proportional_weights({0.5, 0.0, 0.5, 0.0});
  CHECK(weights(0b0111) == std::vector{0.5, 0.0, 0.5, 0.0});
  CHECK(weights(0b0110) == std::vector{0.0, 0.0, 1.0, 0.0});
  CHECK(weights(0b1010) == std::vector{0.0, 0.5, 0.0, 0.5});
}

TEST_CASE("what bounds are of", "[design][contract]") {
  CHECK_THROWS_AS(dunnett_bound({}, 0.025), PreconditionError);
  CHECK_THROWS_AS(dunnett_bound(std::vector{0.0}, 0.025), PreconditionError);
  CHECK_THROWS_AS(dunnett_bound(std::vector{1.0}, 0.6), PreconditionError);
  CHECK_THROWS_AS(weighted_level_factor(equicorrelated(2, 0.0),
                                        std::vector{0.5, 0.6}, 0.025),
                  PreconditionError);
  CHECK_THROWS_AS(
      weighted_closed_tests(equicorrelated(7, 0.0),
                            proportional_weights(equal_weights(7)), 0.025),
      PreconditionError);
}
