#include "rehearse/endpoint/column_math.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/random/columns.hpp"
#include "support/catch.hpp"
#include "support/every_target.hpp"

using namespace rehearse;

namespace {

// Unit exponentials, and values from where series begin and end.
std::vector<double> arguments() {
  std::vector<double> column(2000);
  fill_exponential({3, Purpose::progression, 0}, 0, column);
  for (const double x : {1e-300, 1e-17, 1e-9, 0.499999, 0.5, 1.0, 36.0, 690.0})
    column.push_back(x);
  return column;
}

// The same bytes on every instruction set, and the library's value nearly.
template <class Column, class Function>
void check(Column column_of, Function function) {
  const std::vector<double> x = arguments();
  std::vector<double> first;
  on_every_target([&](std::int64_t target) {
    CAPTURE(hwy::TargetName(target));
    std::vector<double> y = x;
    column_of(y);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double expected = function(x[i]);
      CAPTURE(x[i]);
      REQUIRE(std::abs(y[i] - expected) <= 1e-13 * expected);
    }
    if (first.empty()) first = y;
    CHECK(std::memcmp(first.data(), y.data(), y.size() * sizeof(double)) == 0);
  });
}

}  // namespace

TEST_CASE("powers of a column", "[endpoint][exact]") {
  for (const double exponent : {0.2, 0.5, 1.0 / 0.774, 2.0})
    check([&](auto& x) { power_column(x, exponent, 300.0); },
          [&](double x) {
            return 300.0 *
                   std::exp(std::min(std::max(exponent * std::log(x), -700.0),
                                     700.0));
          });
}

TEST_CASE("e^x - 1 of a column", "[endpoint][exact]") {
  check([](auto& x) { expm1_column(x); },
        [](double x) { return std::expm1(x); });
}

TEST_CASE("exponentials of a column", "[endpoint][exact]") {
  for (const double factor : {0.02, 1.0, 1.5})
    check([&](auto& x) { exponential_column(x, factor, 300.0); },
          [&](double x) {
            return 300.0 * std::exp(std::min(factor * x, 700.0));
          });
}

// Back by the cumulative hazard, which is R's: see core's tests.
TEST_CASE("normal quantiles of a column of hazards", "[endpoint][exact]") {
  std::vector<double> x = arguments();
  for (const double h : {1e-250, 700.0, 700.1, 5005.5242086942053, 1e12})
    x.push_back(h);
  std::vector<double> first;
  on_every_target([&](std::int64_t target) {
    CAPTURE(hwy::TargetName(target));
    std::vector<double> z = x;
    normal_column(z);
    for (std::size_t i = 0; i < x.size(); ++i) {
      CAPTURE(x[i], z[i]);
      // dz is dh over the hazard.
      const double back = normal_cumulative_hazard(z[i]);
      const double slack = 1e-14 * (1.0 + std::abs(z[i])) * normal_hazard(z[i]);
      REQUIRE(std::abs(back - x[i]) <= 2e-14 * x[i] + slack);
    }
    if (first.empty()) first = z;
    CHECK(std::memcmp(first.data(), z.data(), z.size() * sizeof(double)) == 0);
  });
  // R: qnorm(0.975), qnorm(0.1), and -log P(Z > 100).
  std::vector<double> known{-std::log(0.025), -std::log1p(-0.1),
                            5005.5242086942053};
  normal_column(known);
  CHECK(known[0] == Approx(1.95996398454005).epsilon(1e-14));
  CHECK(known[1] == Approx(-1.28155156554460).epsilon(1e-14));
  CHECK(known[2] == Approx(100.0).epsilon(1e-13));
}

TEST_CASE("hazards of the uncured", "[endpoint][exact]") {
  check([](auto& x) { uncured_hazard_column(x, 0.3); },
        [](double x) {
          const double uncured = (std::exp(-x) - 0.3) / 0.7;
          return uncured > 0.0 ? -std::log(uncured) : 1e300;
        });
}

TEST_CASE("a participant's factor is its cell's and arm's",
          "[endpoint][exact]") {
  const std::vector<std::uint32_t> one_cell(21, 0);
  std::vector<std::uint32_t> four_cells(21);
  for (std::size_t i = 0; i < 21; ++i)
    four_cells[i] = static_cast<std::uint32_t>(i * i % 4);
  for (const std::size_t arm_count : {2U, 3U, 5U})
    for (const auto& cells : {one_cell, four_cells}) {
      const std::size_t count = 1 + *std::ranges::max_element(cells);
      std::vector<double> factors(arm_count * count);
      for (std::size_t k = 0; k < factors.size(); ++k)
        factors[k] = 1.0 + 0.5 * static_cast<double>(k);
      std::vector<std::uint8_t> arms(21);
      for (std::size_t i = 0; i < 21; ++i)
        arms[i] = static_cast<std::uint8_t>(i % arm_count);
      on_every_target([&](std::int64_t target) {
        CAPTURE(hwy::TargetName(target), arm_count, count);
        std::vector<double> column(21);
        for (std::size_t i = 0; i < 21; ++i)
          column[i] = static_cast<double>(i + 1);
        scale_by_group(column, cells, arms, factors, arm_count, 4.0);
        for (std::size_t i = 0; i < 21; ++i)
          REQUIRE(column[i] == 4.0 * static_cast<double>(i + 1) *
                                   factors[cells[i] * arm_count + arms[i]]);
      });
    }
}
