#include "rehearse/design/spending.hpp"

#include <cmath>

#include "rehearse/core/expect.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {
double of(double total, double t) {
  return cumulative_spending(Spending::lan_demets_obrien_fleming, 0.0, total,
                             t);
}
}  // namespace

TEST_CASE("O'Brien-Fleming spending is as published",
          "[design][exact][DES-01]") {
  // gsDesign's vignette SurvivalOverview, four equal looks.
  CHECK(of(0.025, 0.25) == Approx(7.3668e-6).epsilon(1e-4));
  CHECK(of(0.025, 0.50) == Approx(0.001525323).epsilon(1e-6));
  CHECK(of(0.025, 0.75) == Approx(0.009649325).epsilon(1e-6));
  // gsDesign at 70%; lrstat's vignette at 80%.
  CHECK(of(0.025, 0.70) == Approx(0.00738449).epsilon(1e-6));
  CHECK(of(0.025, 0.80) == Approx(0.0122).margin(5e-5));
}

TEST_CASE("shares by hand at half the information",
          "[design][exact][DES-02][DES-03][DES-04]") {
  const auto half = [](Spending family, double parameter) {
    return cumulative_spending(family, parameter, 0.04, 0.5);
  };
  CHECK(half(Spending::lan_demets_pocock, 0.0) ==
        Approx(0.04 * std::log(1.0 + (std::exp(1.0) - 1.0) / 2.0)));
  // (1 - e^2) / (1 - e^4) = 1 / (1 + e^2), and its mirror image.
  CHECK(half(Spending::hwang_shih_decani, -4.0) ==
        Approx(0.04 / (1.0 + std::exp(2.0))));
  CHECK(half(Spending::hwang_shih_decani, 4.0) ==
        Approx(0.04 / (1.0 + std::exp(-2.0))));
  CHECK(half(Spending::hwang_shih_decani, 0.0) == Approx(0.02));
  CHECK(half(Spending::hwang_shih_decani, 1e-9) == Approx(0.02));
  CHECK(half(Spending::kim_demets, 3.0) == Approx(0.005));
  CHECK(half(Spending::none, 0.0) == 0.0);
}

TEST_CASE("everything is spent at full information and beyond",
          "[design][exact]") {
  const auto family =
      GENERATE(Spending::lan_demets_obrien_fleming, Spending::lan_demets_pocock,
               Spending::hwang_shih_decani, Spending::kim_demets);
  CHECK(cumulative_spending(family, 2.0, 0.025, 1.0) == 0.025);
  CHECK(cumulative_spending(family, 2.0, 0.025, 1.3) == 0.025);
  CHECK(cumulative_spending(family, 2.0, 0.025, 1.0 - 1e-12) ==
        Approx(0.025).epsilon(1e-9));
  CHECK(cumulative_spending(family, 2.0, 0.025, 0.0) == 0.0);
}

TEST_CASE("a total outside (0, 1) is refused", "[design][contract]") {
  CHECK_THROWS_AS(of(0.0, 0.5), PreconditionError);
  CHECK_THROWS_AS(of(1.0, 0.5), PreconditionError);
}
