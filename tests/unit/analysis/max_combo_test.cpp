#include "rehearse/analysis/max_combo.hpp"

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/numbers.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double pi = std::numbers::pi;

double tail(double z) {
  return boost::math::cdf(boost::math::complement(boost::math::normal{}, z));
}
double quantile(double p) {
  return boost::math::quantile(boost::math::normal{}, p);
}

Eigen::MatrixXd equicorrelated(std::size_t n, double r) {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n, n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) matrix(i, j) = i == j ? 1.0 : r;
  return matrix;
}

// Of n vectors of `rank` standard normal components.
Eigen::MatrixXd random_correlation(std::size_t n, std::size_t rank,
                                   boost::random::mt19937_64& engine) {
  boost::random::normal_distribution<double> normal;
  std::vector<std::vector<double>> rows(n, std::vector<double>(rank));
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n, n);
  for (auto& row : rows) {
    double length = 0.0;
    for (double& x : row) {
      x = 0.7 + normal(engine);
      length += x * x;
    }
    for (double& x : row) x /= std::sqrt(length);
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t k = 0; k < rank; ++k)
        matrix(i, j) += rows[i][k] * rows[j][k];
  return matrix;
}

// Looks at information `t` of one test, or of several that are independent.
std::vector<MaxComboLook> looks_of(const std::vector<double>& t,
                                   std::size_t tests = 1) {
  std::vector<MaxComboLook> looks;
  for (const double information : t) {
    MaxComboLook look{Eigen::MatrixXd::Zero(tests, tests), {}};
    for (std::size_t i = 0; i < tests; ++i) {
      look.covariance(i, i) = information;
      look.tests.push_back(i);
    }
    looks.push_back(look);
  }
  return looks;
}

}  // namespace

TEST_CASE("independent tests: 1 - (1 - p)^k", "[analysis][exact]") {
  for (const std::size_t k : {1U, 2U, 3U, 4U})
    for (const double z : {1.0, 2.5, 6.0}) {
      CAPTURE(k, z);
      const double none = static_cast<double>(k) * std::log1p(-tail(z));
      const auto p = max_combo_p_one_sided(equicorrelated(k, 0.0), z);
      CHECK(p.value == Approx(-std::expm1(none)).epsilon(1e-6));
      const double inside = static_cast<double>(k) * std::log1p(-2.0 * tail(z));
      const auto both = max_combo_p_two_sided(equicorrelated(k, 0.0), -z);
      CHECK(both.value == Approx(-std::expm1(inside)).epsilon(1e-6));
    }
}

TEST_CASE("equal tests are one", "[analysis][exact]") {
  for (const std::size_t k : {2U, 3U, 5U}) {
    CHECK(max_combo_p_one_sided(equicorrelated(k, 1.0), 2.0).value ==
          Approx(tail(2.0)).epsilon(1e-12));
    CHECK(max_combo_p_two_sided(equicorrelated(k, 1.0), 2.0).value ==
          Approx(2.0 * tail(2.0)).epsilon(1e-12));
  }
  CHECK(max_combo_p_two_sided(equicorrelated(3, 0.2), 0.0).value == 1.0);
}

TEST_CASE("critical values are Dunnett's", "[analysis][ANA-06]") {
  // Dunnett (1955), JASA 50:1096, tables 1a and 2a: infinite degrees of
  // freedom, correlation 1/2, joint 95%.
  const std::vector<double> one_sided{1.64, 1.92, 2.06, 2.16, 2.23, 2.29};
  for (std::size_t k = 1; k <= one_sided.size(); ++k) {
    CAPTURE(k);
    const auto bound = max_combo_critical_value(equicorrelated(k, 0.5), 0.05,
                                                {1e-5, 0.0, 1U << 12});
    CHECK(std::abs(bound.z - one_sided[k - 1]) < 0.0051);
    CHECK(bound.error < 1e-3);
  }
}

TEST_CASE("a critical value has the level", "[analysis]") {
  boost::random::mt19937_64 engine{1};
  for (const double alpha : {1e-6, 0.025, 0.4})
    for (const std::size_t n : {1U, 2U, 3U, 4U}) {
      CAPTURE(alpha, n);
      const auto matrix =
          random_correlation(n, std::min<std::size_t>(n, 3), engine);
      const auto bound = max_combo_critical_value(matrix, alpha);
      CHECK(max_combo_p_one_sided(matrix, bound.z).value ==
            Approx(alpha).epsilon(1e-6));
      CHECK(bound.error < 1e-6);
    }
  CHECK(max_combo_critical_value(equicorrelated(3, 0.0), 0.025).z ==
        Approx(quantile(std::cbrt(0.975))).epsilon(1e-8));
}

TEST_CASE("tests that are sums of others agree with polar coordinates",
          "[analysis]") {
  // Four tests of three dimensions, as FH(0,0), (0,1), (1,1), (1,0) are: with
  // Z_i = R u_i . omega, P(largest >= z) is the mean over the sphere of
  // P(R >= z / largest u_i . omega), R^2 chi-square with 3 degrees of freedom.
  const std::array<std::array<double, 3>, 4> u{
      {{1.0, 0.0, 0.0},
       {0.85, 0.5267826876426369, 0.0},
       {0.9, 0.3, 0.31622776601683794},
       {0.95, -0.3122498999199199, 0.0}}};
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(4, 4);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j)
      for (std::size_t k = 0; k < 3; ++k) matrix(i, j) += u[i][k] * u[j][k];
  const auto beyond = [](double r) {
    return std::erfc(r / std::sqrt(2.0)) +
           std::sqrt(2.0 / pi) * r * std::exp(-0.5 * r * r);
  };
  constexpr int steps = 400;
  for (const double z : {1.0, 2.25, 4.0}) {
    double sum = 0.0;  // midpoints of equal areas
    for (int a = 0; a < steps; ++a)
      for (int b = 0; b < steps; ++b) {
        const double height = (2.0 * a + 1.0) / steps - 1.0;
        const double angle = (2.0 * b + 1.0) * pi / steps;
        const double radius = std::sqrt(1.0 - height * height);
        double largest = 0.0;
        for (const auto& [x, y, v] : u)
          largest =
              std::max(largest, x * radius * std::cos(angle) +
                                    y * radius * std::sin(angle) + v * height);
        if (largest > 0.0) sum += beyond(z / largest);
      }
    CHECK(max_combo_p_one_sided(matrix, z).value ==
          Approx(sum / steps / steps).epsilon(2e-5));
  }
}

TEST_CASE("a decision without a p-value is the p-value's", "[analysis]") {
  boost::random::mt19937_64 engine{2};
  boost::random::uniform_real_distribution<double> z{1.9, 2.6};
  int rejected = 0;
  for (int i = 0; i < 400; ++i) {
    const std::size_t n = 1 + engine() % 4;
    const auto matrix = random_correlation(n, 1 + engine() % 3, engine);
    const double at = z(engine);
    const auto p = max_combo_p_one_sided(matrix, at, {1e-8});
    CAPTURE(n, at, p.value);
    const bool rejects = max_combo_rejects(matrix, at, 0.025);
    CHECK(rejects == (p.value <= 0.025));
    rejected += rejects ? 1 : 0;
  }
  CHECK(rejected > 100);
  CHECK(rejected < 300);
}

TEST_CASE("close to the level a decision is the p-value's", "[analysis]") {
  boost::random::mt19937_64 engine{3};
  for (int i = 0; i < 20; ++i) {
    const auto matrix = random_correlation(4, 3, engine);
    const double bound = max_combo_critical_value(matrix, 0.025).z;
    for (const double off : {0.1, 1e-2, 1e-4}) {
      CHECK(max_combo_rejects(matrix, bound + off, 0.025));
      CHECK_FALSE(max_combo_rejects(matrix, bound - off, 0.025));
    }
  }
}

TEST_CASE("looks of one test have its group-sequential bounds", "[analysis]") {
  // Lan-DeMets O'Brien-Fleming, one-sided 0.025: four looks (gsDesign's
  // vignette on survival designs) and looks at 0.7 and 1 (gsDesign).
  const auto four = max_combo_bounds(
      looks_of({1, 2, 3, 4}),
      std::vector<double>{7.366793e-6, .001525323, .009649325, .025});
  const std::vector<double> z{4.332634, 2.963132, 2.359044, 2.014090};
  for (std::size_t k = 0; k < 4; ++k)
    CHECK(four[k].z == Approx(z[k]).margin(2e-6));
  const auto two = max_combo_bounds(looks_of({0.7, 1.0}),
                                    std::vector<double>{.00738449, .025});
  CHECK(two[0].z == Approx(2.437995).margin(1e-6));
  CHECK(two[1].z == Approx(1.999930).margin(1e-6));
}

TEST_CASE("rejection by look under a drift", "[analysis]") {
  // gsDesign: hazard ratio 0.6 with 161 events at the end, Schoenfeld's drift.
  const double drift = -std::log(0.6) * std::sqrt(161.0 / 4.0);
  const auto reject = max_combo_rejection_by_look(
      looks_of({0.7, 1.0}), std::vector<double>{2.437995, 1.999930},
      std::vector<double>{drift * std::sqrt(0.7), drift});
  CHECK(reject[0].value == Approx(.60775554).margin(2e-6));
  CHECK(reject[1].value == Approx(.28815107).margin(2e-6));
}

TEST_CASE("independent tests at each look don't help each other",
          "[analysis]") {
  const std::vector<double> bounds{2.8, 2.3};
  const auto one = max_combo_rejection_by_look(looks_of({1, 2}), bounds);
  const auto two = max_combo_rejection_by_look(looks_of({1, 2}, 2), bounds);
  const double alone = one[0].value + one[1].value;
  CHECK(two[0].value ==
        Approx(1.0 - std::pow(1.0 - one[0].value, 2)).epsilon(1e-7));
  CHECK(two[0].value + two[1].value ==
        Approx(1.0 - std::pow(1.0 - alone, 2)).epsilon(1e-5));
}

TEST_CASE("a look may test fewer, or nothing", "[analysis]") {
  auto looks = looks_of({1, 2}, 2);
  looks[0].tests = {1};
  const auto bounds =
      max_combo_bounds(looks, std::vector<double>{0.005, 0.025});
  CHECK(bounds[0].z == Approx(quantile(0.995)).epsilon(1e-7));
  const auto reject = max_combo_rejection_by_look(
      looks, std::vector<double>{bounds[0].z, bounds[1].z});
  CHECK(reject[1].value == Approx(0.02).epsilon(1e-5));
  const auto none =
      max_combo_bounds(looks_of({1, 2}, 2), std::vector<double>{0.0, 0.025});
  CHECK(none[0].z == infinity);
  CHECK(none[1].z == Approx(quantile(std::sqrt(0.975))).epsilon(1e-7));
}

TEST_CASE("MaxCombo's contracts", "[analysis][contract]") {
  const auto looks = looks_of({1, 2});
  CHECK_THROWS_AS(max_combo_p_one_sided(Eigen::MatrixXd::Zero(0, 0), 1.0),
                  PreconditionError);
  CHECK_THROWS_AS(max_combo_bounds(looks, std::vector<double>{0.1}),
                  PreconditionError);
  CHECK_THROWS_AS(max_combo_bounds(looks, std::vector<double>{0.1, 0.05}),
                  PreconditionError);
  CHECK_THROWS_AS(max_combo_rejection_by_look(looks, std::vector<double>{1.0}),
                  PreconditionError);
  CHECK_THROWS_AS(max_combo_rejects(equicorrelated(2, 0.5), 1.0, 0.0),
                  PreconditionError);
}
