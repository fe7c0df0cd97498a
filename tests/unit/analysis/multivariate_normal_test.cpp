#include "rehearse/analysis/multivariate_normal.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/numbers.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double pi = std::numbers::pi;

double cdf(double z) { return boost::math::cdf(boost::math::normal{}, z); }

Eigen::MatrixXd equicorrelated(std::size_t n, double r) {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n, n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) matrix(i, j) = i == j ? 1.0 : r;
  return matrix;
}

IntegratedProbability below(const MatrixView& correlation, double z,
                            const IntegrationEffort& effort = {}) {
  const std::vector<double> lower(correlation.rows(), -infinity);
  const std::vector<double> upper(correlation.rows(), z);
  return normal_box_probability(correlation, lower, upper, effort);
}

void check_close(const IntegratedProbability& ours, double truth,
                 double relative) {
  CAPTURE(ours.value, ours.error, truth);
  CHECK(std::abs(ours.value - truth) <= relative * truth);
  CHECK(std::abs(ours.value - truth) <= 2.0 * ours.error + 1e-15);
}

// P(a < Z_i < b for all i) at correlation r >= 0: given the common factor the
// Z_i are independent (Dunnett & Sobel 1955).
double equicorrelated_box(int n, double r, double a, double b) {
  const auto given = [&](double x) {
    const double at = std::sqrt(r) * x;
    const double sd = std::sqrt(1.0 - r);
    return std::pow(cdf((b - at) / sd) - cdf((a - at) / sd), n) *
           std::exp(-0.5 * x * x) / std::sqrt(2.0 * pi);
  };
  using Rule = boost::math::quadrature::gauss_kronrod<double, 61>;
  return Rule::integrate(given, -12.0, 12.0, 15, 1e-13);
}

}  // namespace

TEST_CASE("orthants have Sheppard's and David's probabilities",
          "[analysis][exact]") {
  for (const double r : {-0.9, -0.3, 0.0, 0.2, 0.7, 0.99}) {
    check_close(below(equicorrelated(2, r), 0.0),
                0.25 + std::asin(r) / (2.0 * pi), 1e-8);
  }
  // 1/8 + (asin r12 + asin r13 + asin r23) / (4 pi), David (1953).
  Eigen::MatrixXd three = equicorrelated(3, 0.0);
  three(0, 1) = three(1, 0) = 0.8;
  three(0, 2) = three(2, 0) = -0.3;
  three(1, 2) = three(2, 1) = 0.1;
  check_close(
      below(three, 0.0),
      0.125 + (std::asin(0.8) + std::asin(-0.3) + std::asin(0.1)) / (4.0 * pi),
      1e-7);
  // Correlation 1/2: 1 / (n + 1).
  for (const std::size_t n : {3U, 4U, 5U, 8U})
    check_close(below(equicorrelated(n, 0.5), 0.0),
                1.0 / static_cast<double>(n + 1), 1e-4);
}

TEST_CASE("equicorrelated boxes agree with quadrature over the common factor",
          "[analysis]") {
  for (const int n : {2, 3, 4, 6, 8})
    for (const double r : {0.1, 0.5, 0.9})
      for (const double z : {-1.0, 0.5, 2.0, 3.5}) {
        CAPTURE(n, r, z);
        const auto matrix = equicorrelated(static_cast<std::size_t>(n), r);
        const double tolerance = n <= 3 ? 1e-7 : 1e-3;
        const IntegrationEffort effort{1e-6, 0.0, 1U << 12};
        check_close(below(matrix, z, effort),
                    equicorrelated_box(n, r, -infinity, z), tolerance);
        const std::vector<double> lower(matrix.rows(), -z - 1.5);
        const std::vector<double> upper(matrix.rows(), z);
        if (z > 0.0)
          check_close(normal_box_probability(matrix, lower, upper, effort),
                      equicorrelated_box(n, r, -z - 1.5, z), tolerance);
      }
}

TEST_CASE("a far tail is as accurate in proportion as the middle",
          "[analysis]") {
  // P(all above 6), which is P(all below -6): 4e-13, 5e-15, 3e-17.
  for (const std::size_t n : {2U, 3U, 5U}) {
    const std::vector<double> six(n, 6.0);
    const std::vector<double> no_limit(n, infinity);
    const auto p =
        normal_box_probability(equicorrelated(n, 0.5), six, no_limit);
    check_close(p,
                equicorrelated_box(static_cast<int>(n), 0.5, -infinity, -6.0),
                n <= 3 ? 1e-6 : 0.01);
  }
}

TEST_CASE("a variable that others determine is a limit on them",
          "[analysis][exact]") {
  // Z3 = (Z1 + Z2) / sqrt 2 < z with Z1, Z2 independent and below z: in the
  // plane, by its symmetry, z = 0 leaves the quarter; z = 1 by quadrature.
  Eigen::MatrixXd matrix = equicorrelated(3, std::sqrt(0.5));
  matrix(0, 1) = matrix(1, 0) = 0.0;
  check_close(below(matrix, 0.0), 0.25, 1e-8);
  const auto column = [](double x) {
    return std::exp(-0.5 * x * x) / std::sqrt(2.0 * pi) *
           cdf(std::min(1.0, std::numbers::sqrt2 - x));
  };
  using Rule = boost::math::quadrature::gauss_kronrod<double, 61>;
  check_close(below(matrix, 1.0),
              Rule::integrate(column, -12.0, std::numbers::sqrt2 - 1.0, 15) +
                  Rule::integrate(column, std::numbers::sqrt2 - 1.0, 1.0, 15),
              1e-8);
  // Equal variables are one; opposite ones an interval.
  check_close(below(equicorrelated(4, 1.0), 1.0), cdf(1.0), 1e-15);
  check_close(below(equicorrelated(2, -1.0), 1.0), cdf(1.0) - cdf(-1.0), 1e-14);
}

TEST_CASE("variables without limits don't count", "[analysis][exact]") {
  const auto matrix = equicorrelated(5, 0.4);
  const std::vector<double> lower(5, -infinity);
  std::vector<double> upper(5, infinity);
  CHECK(normal_box_probability(matrix, lower, upper).value == 1.0);
  upper[3] = 0.7;
  CHECK(normal_box_probability(matrix, lower, upper).value ==
        Approx(cdf(0.7)).epsilon(1e-14));
}

TEST_CASE("the lattice's error falls with its points and covers the truth",
          "[analysis]") {
  const double truth = equicorrelated_box(6, 0.5, -infinity, 1.0);
  double before = 1.0;
  for (const std::uint32_t points : {64U, 1024U, 16384U}) {
    const auto p = below(equicorrelated(6, 0.5), 1.0, {0.0, 0.0, points});
    CHECK(p.error < before / 4.0);
    CHECK(std::abs(p.value - truth) < 2.0 * p.error);
    before = p.error;
  }
  CHECK(before < 4e-5);  // without the baker's transformation 1e-4
  const auto again = below(equicorrelated(6, 0.5), 1.0, {0.0, 0.0, 64});
  const auto once = below(equicorrelated(6, 0.5), 1.0, {0.0, 0.0, 64});
  CHECK(again.value == once.value);
}

TEST_CASE("the union of two agrees with its integral", "[analysis]") {
  for (const double r : {-1.0, -0.99, -0.4, 0.0, 0.6, 0.999, 1.0})
    for (const double z : {-1.0, 0.0, 1.0, 2.5, 6.0}) {
      CAPTURE(r, z);
      // Y >= z, and X >= z with Y below.
      const double sd = std::sqrt(1.0 - r * r);
      const auto x_above = [&](double y) {
        return std::exp(-0.5 * y * y) / std::sqrt(2.0 * pi) *
               boost::math::cdf(boost::math::complement(boost::math::normal{},
                                                        (z - r * y) / sd));
      };
      using Rule = boost::math::quadrature::gauss_kronrod<double, 61>;
      double truth =
          boost::math::cdf(boost::math::complement(boost::math::normal{}, z));
      if (r == -1.0) truth = std::min(1.0, 2.0 * truth);
      if (std::abs(r) < 1.0)
        truth += Rule::integrate(x_above, -13.0, z, 15, 1e-14);
      CHECK(normal_union_of_two(z, r) == Approx(truth).epsilon(1e-10));
    }
}

TEST_CASE("limits are as many as dimensions, 64 at most",
          "[analysis][contract]") {
  const std::vector<double> limits(65, 0.0);
  CHECK_THROWS_AS(
      normal_box_probability(Eigen::MatrixXd::Zero(65, 65), limits, limits),
      PreconditionError);
  CHECK_THROWS_AS(
      normal_box_probability(Eigen::MatrixXd::Zero(2, 2), limits, limits),
      PreconditionError);
  CHECK_THROWS_AS(normal_union_of_two(1.0, 1.1), PreconditionError);
}
