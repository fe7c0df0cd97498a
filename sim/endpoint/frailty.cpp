#include "rehearse/endpoint/frailty.hpp"

#include <cmath>

#include "rehearse/core/expect.hpp"

namespace rehearse {

FrailtyMixture::FrailtyMixture(const std::optional<Frailty>& frailty)
    : frailty_(frailty) {
  if (!frailty) return;
  expect(frailty->variance > 0.0 && frailty->variance <= 10.0,
         "a frailty's variance is in (0, 10]");
  if (frailty->distribution == FrailtyDistribution::gamma) return;
  const double square = std::log1p(frailty->variance);
  const double sigma = std::sqrt(square);
  constexpr double step = 0.25;
  constexpr int steps = 34;  // up to 8.5 standard deviations
  double total = 0.0;
  for (int i = -steps; i <= steps; ++i) {
    const double x = i * step;
    const double weight = std::exp(-0.5 * x * x);
    nodes_.push_back({weight, std::exp(sigma * x - 0.5 * square)});
    total += weight;
  }
  for (Node& node : nodes_) node.weight /= total;
}

double FrailtyMixture::survival(double h) const {
  if (!frailty_) return std::exp(-h);
  if (nodes_.empty())
    return std::exp(-std::log1p(frailty_->variance * h) / frailty_->variance);
  double sum = 0.0;
  for (const auto& [weight, ratio] : nodes_)
    sum += weight * std::exp(-ratio * h);
  return sum;
}

double FrailtyMixture::density(double h) const {
  if (!frailty_) return std::exp(-h);
  if (nodes_.empty()) return survival(h) / (1.0 + frailty_->variance * h);
  double sum = 0.0;
  for (const auto& [weight, ratio] : nodes_)
    sum += weight * ratio * std::exp(-ratio * h);
  return sum;
}

}  // namespace rehearse
