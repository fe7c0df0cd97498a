#include "rehearse/forecast/model_weights.hpp"

#include <algorithm>
#include <cmath>

namespace rehearse {
namespace {

constexpr int most_rounds = 20'000;
constexpr double close_weight = 1e-10;  // change of a weight

// A participant's densities over the highest of them.
std::vector<std::vector<double>> relative(
    std::span<const std::vector<double>> log_predictive) {
  std::vector<std::vector<double>> ratio(log_predictive.begin(),
                                         log_predictive.end());
  for (std::size_t i = 0; i < ratio.front().size(); ++i) {
    double highest = -unbounded;
    for (const auto& model : ratio) highest = std::max(highest, model[i]);
    for (auto& model : ratio) model[i] = std::exp(model[i] - highest);
  }
  return ratio;
}

// The mean share of each model in what participants are predicted by.
std::vector<double> next_weights(const std::vector<std::vector<double>>& ratio,
                                 const std::vector<double>& weights) {
  const std::size_t count = ratio.front().size();
  std::vector<double> next(weights.size(), 0.0);
  for (std::size_t i = 0; i < count; ++i) {
    double sum = 0.0;
    for (std::size_t k = 0; k < weights.size(); ++k)
      sum += weights[k] * ratio[k][i];
    for (std::size_t k = 0; k < weights.size(); ++k)
      next[k] += weights[k] * ratio[k][i] / sum;
  }
  for (double& weight : next) weight /= static_cast<double>(count);
  return next;
}

std::vector<double> stacked(std::span<const FittedEvents> fits) {
  std::vector<std::vector<double>> predictive;
  for (const FittedEvents& fit : fits)
    if (fit.maximum.converged()) predictive.push_back(cross_validated(fit));
  std::vector<double> weights(fits.size(), 0.0);
  if (predictive.empty()) return weights;
  const std::vector<double> found = stacking_weights(predictive);
  std::size_t k = 0;
  for (std::size_t i = 0; i < fits.size(); ++i)
    if (fits[i].maximum.converged()) weights[i] = found[k++];
  return weights;
}

}  // namespace

std::vector<double> criterion_weights(std::span<const double> criteria) {
  double lowest = unbounded;
  for (const double criterion : criteria)
    if (std::isfinite(criterion)) lowest = std::min(lowest, criterion);
  std::vector<double> weights;
  double sum = 0.0;
  for (const double criterion : criteria) {
    const bool counts = std::isfinite(criterion);
    weights.push_back(counts ? std::exp(-0.5 * (criterion - lowest)) : 0.0);
    sum += weights.back();
  }
  for (double& weight : weights) weight = sum > 0.0 ? weight / sum : 0.0;
  return weights;
}

std::vector<double> stacking_weights(
    std::span<const std::vector<double>> log_predictive) {
  const auto ratio = relative(log_predictive);
  std::vector<double> weights(ratio.size(),
                              1.0 / static_cast<double>(ratio.size()));
  for (int step = 0; step < most_rounds; ++step) {
    const std::vector<double> next = next_weights(ratio, weights);
    double change = 0.0;
    for (std::size_t k = 0; k < weights.size(); ++k)
      change = std::max(change, std::abs(next[k] - weights[k]));
    weights = next;
    if (change < close_weight) break;
  }
  return weights;
}

std::vector<double> model_weights(std::span<const FittedEvents> fits,
                                  Averaging by) {
  if (by == Averaging::stacking) return stacked(fits);
  std::vector<double> criteria;
  for (const FittedEvents& fit : fits) {
    const double criterion = by == Averaging::aic ? fit.aic : fit.bic;
    criteria.push_back(fit.maximum.converged() ? criterion : unbounded);
  }
  return criterion_weights(criteria);
}

}  // namespace rehearse
