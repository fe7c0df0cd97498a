#include "rehearse/design/assurance.hpp"

#include <cmath>

#include "rehearse/core/normal.hpp"
#include "rehearse/design/group_sequential.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double z_alpha = 1.959963984540054;

// Fixed design, 1:1, by Schoenfeld's drift.
double information_at(double events) { return 0.25 * events; }

PowerByEffect fixed_power(double events) {
  return [root = std::sqrt(information_at(events))](double log_hazard_ratio) {
    return normal_upper_tail(z_alpha + log_hazard_ratio * root);
  };
}

// O'Hagan, Stevens & Campbell 2005: the result's predictive distribution is
// normal too.
double closed_form(const NormalPrior& prior, double events) {
  const double information = information_at(events);
  return normal_upper_tail((z_alpha + prior.mean * std::sqrt(information)) /
                           std::sqrt(1.0 + prior.sd * prior.sd * information));
}

}  // namespace

TEST_CASE("assurance of a fixed design is the closed form",
          "[design][exact][DES-16]") {
  const double events = GENERATE(10.0, 161.0, 20000.0);
  const double sd = GENERATE(0.01, 0.15, 1.0);
  const NormalPrior prior{-0.51, sd};
  CHECK(assurance(prior, fixed_power(events)).power ==
        Approx(closed_form(prior, events)).margin(1e-9));
}

TEST_CASE("a vague prior halves the assurance", "[design][exact]") {
  // Half of its effects are on the wrong side, nearly all of them large.
  const NormalPrior vague{0.0, 1000.0};
  CHECK(assurance(vague, fixed_power(161.0)).power == Approx(0.5).margin(1e-3));
}

TEST_CASE("quantiles of power are the power at quantiles", "[design][exact]") {
  // 161 events: sqrt(40.25) = 6.344289; power at the median effect is
  // P(Z >= 1.959964 - .51 * 6.344289), with 5% and 95% at 1.644854 sd of .15
  // nearer to and farther from no effect.
  const Assurance found = assurance(NormalPrior{-0.51, 0.15}, fixed_power(161));
  CHECK(found.quantiles[2] ==
        Approx(normal_upper_tail(-1.275623)).margin(1e-6));
  CHECK(found.quantiles[0] == Approx(normal_upper_tail(0.289689)).margin(1e-6));
  CHECK(found.quantiles[4] ==
        Approx(normal_upper_tail(-2.840936)).margin(1e-6));
  CHECK(found.quantiles[1] < found.quantiles[2]);
  CHECK(found.quantiles[3] < found.quantiles[4]);
}

TEST_CASE("the chance of a power is that of its effect", "[design][exact]") {
  // A power of 80% needs -log HR = (1.959964 + .841621) / 6.344289 = .441592.
  const NormalPrior prior{-0.51, 0.15};
  const auto chance = [&](double least) {
    return probability_of_power(prior, fixed_power(161.0), least);
  };
  CHECK(chance(0.8) ==
        Approx(normal_upper_tail(-(0.51 - 0.441592) / 0.15)).margin(1e-5));
  CHECK(chance(0.0) == 1.0);
  CHECK(chance(1.1) == 0.0);
  CHECK(chance(0.5) > chance(0.9));
}

TEST_CASE("a table is summed", "[design][exact]") {
  // Rows in any order; power 1 - HR.
  const TablePrior prior{{{0.6, 0.5}, {1.0, 0.2}, {0.4, 0.3}}};
  const auto power = [](double log_hazard_ratio) {
    return 1.0 - std::exp(log_hazard_ratio);
  };
  const Assurance found = assurance(prior, power);
  CHECK(found.power == Approx(0.5 * 0.4 + 0.3 * 0.6).epsilon(1e-14));
  const std::array expected{0.0, 0.4, 0.4, 0.6, 0.6};
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(found.quantiles[i] == Approx(expected[i]).margin(1e-14));
  CHECK(probability_of_power(prior, power, 0.39) == Approx(0.8));
  CHECK(probability_of_power(prior, power, 0.7) == 0.0);
}

TEST_CASE("assurance of two looks is the sum over effects", "[design][exact]") {
  // Bounds of looks at 113 and 161 events, Lan-DeMets O'Brien-Fleming. A
  // normal prior as a fine table.
  const std::array bounds{2.43415296, 2.00034507};
  const auto power = [&](double log_hazard_ratio) {
    const double hazard_ratio = std::exp(log_hazard_ratio);
    const std::array looks{schoenfeld_moments(113.0, hazard_ratio, 0.5),
                           schoenfeld_moments(161.0, hazard_ratio, 0.5)};
    const auto reject = rejection_by_look(looks, bounds);
    return reject[0] + reject[1];
  };
  const NormalPrior prior{std::log(0.6), 0.2};
  TablePrior table;
  constexpr int steps = 160;
  constexpr double width = 0.1;
  for (int i = 0; i <= steps; ++i) {
    const double x = width * (i - steps / 2);
    table.rows.push_back({std::exp(prior.mean + prior.sd * x),
                          width * std::exp(-0.5 * x * x) / 2.5066282746310002});
  }
  const Assurance normal = assurance(prior, power);
  const Assurance tabled = assurance(table, power);
  CHECK(normal.power == Approx(tabled.power).margin(1e-9));
  CHECK(normal.quantiles[2] == Approx(0.895872511).margin(1e-8));  // W3
  CHECK(normal.power < normal.quantiles[2]);
}
