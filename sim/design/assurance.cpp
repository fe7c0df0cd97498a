#include "rehearse/design/assurance.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "probit_root.hpp"
#include "rehearse/core/expect.hpp"

namespace rehearse {

namespace {

constexpr double farthest = 7.0;  // beyond it, P < 3e-12 [sd of the prior]

// Power by the effect's distance from the prior's mean [sd].
auto standardized(const NormalPrior& prior, const PowerByEffect& power) {
  expect(prior.sd > 0.0, "a normal prior has a standard deviation");
  return [&](double x) { return power(prior.mean + prior.sd * x); };
}

Assurance assurance_of(const NormalPrior& prior, const PowerByEffect& power) {
  const auto power_at = standardized(prior, power);
  const auto integrand = [&](double x) {
    return power_at(x) * std::exp(-0.5 * x * x);
  };
  constexpr int depth = 12;
  Assurance result;
  result.power = boost::math::quadrature::gauss_kronrod<double, 31>::integrate(
                     integrand, -farthest, farthest, depth, 1e-6) /
                 std::sqrt(2.0 * std::numbers::pi);
  for (std::size_t i = 0; i < assurance_levels.size(); ++i)
    result.quantiles[i] = power_at(normal_upper_quantile(assurance_levels[i]));
  return result;
}

double probability_of(const NormalPrior& prior, const PowerByEffect& power,
                      double least) {
  const auto excess = [power_at = standardized(prior, power), least](double x) {
    return power_at(x) - least;
  };
  if (excess(-farthest) < 0.0) return 0.0;
  if (excess(farthest) >= 0.0) return 1.0;
  return normal_upper_tail(-root(excess, -farthest, farthest, 40));
}

struct PowerRow {
  double power;
  double probability;
};

std::vector<PowerRow> rows_of(const TablePrior& prior,
                              const PowerByEffect& power) {
  expect(!prior.rows.empty(), "a table has rows");
  std::vector<PowerRow> rows;
  for (const auto& [hazard_ratio, probability] : prior.rows)
    rows.push_back({power(std::log(hazard_ratio)), probability});
  std::ranges::sort(rows, {}, &PowerRow::power);
  return rows;
}

double quantile(const std::vector<PowerRow>& rows, double level) {
  constexpr double rounding = 1e-12;  // of summed probabilities
  double cumulative = 0.0;
  for (const PowerRow& row : rows) {
    cumulative += row.probability;
    if (cumulative >= level - rounding) return row.power;
  }
  return rows.back().power;
}

Assurance assurance_of(const TablePrior& prior, const PowerByEffect& power) {
  const std::vector<PowerRow> rows = rows_of(prior, power);
  Assurance result;
  for (const PowerRow& row : rows) result.power += row.probability * row.power;
  for (std::size_t i = 0; i < assurance_levels.size(); ++i)
    result.quantiles[i] = quantile(rows, assurance_levels[i]);
  return result;
}

double probability_of(const TablePrior& prior, const PowerByEffect& power,
                      double least) {
  double sum = 0.0;
  for (const PowerRow& row : rows_of(prior, power))
    if (row.power >= least) sum += row.probability;
  return sum;
}

}  // namespace

Assurance assurance(const EffectPrior& prior, const PowerByEffect& power) {
  return std::visit([&](const auto& of) { return assurance_of(of, power); },
                    prior);
}

double probability_of_power(const EffectPrior& prior,
                            const PowerByEffect& power, double least) {
  return std::visit(
      [&](const auto& of) { return probability_of(of, power, least); }, prior);
}

}  // namespace rehearse
