#include "randomization/count_distributions.hpp"

#include <algorithm>
#include <cmath>

namespace rehearse {
namespace {

constexpr double negligible = 1e-20;  // of the mode's probability

// From the mode both ways by the ratios of neighbours, then to a sum of 1.
// `up(n)`: P(n + 1) / P(n).
template <class Ratio>
CountDistribution from_mode(std::uint32_t mode, std::uint32_t most, Ratio up) {
  std::vector<double> below;
  double p = 1.0;
  std::uint32_t first = mode;
  while (first > 0 && (p /= up(first - 1)) > negligible) {
    below.push_back(p);
    --first;
  }
  std::vector<double> probability{below.rbegin(), below.rend()};
  probability.push_back(1.0);
  p = 1.0;
  for (std::uint32_t n = mode; n < most && (p *= up(n)) > negligible; ++n)
    probability.push_back(p);
  return {first, std::move(probability)};
}

void normalise(std::vector<double>& probability) {
  double sum = 0.0;
  for (const double p : probability) sum += p;
  for (double& p : probability) p /= sum;
}

}  // namespace

CountDistribution binomial_counts(std::uint32_t trials, double p) {
  if (p >= 1.0) return {trials, {1.0}};
  const auto mode = std::min(
      trials,
      static_cast<std::uint32_t>((static_cast<double>(trials) + 1) * p));
  CountDistribution counts = from_mode(mode, trials, [&](std::uint32_t n) {
    return (trials - n) / (n + 1.0) * p / (1.0 - p);
  });
  normalise(counts.probability);
  return counts;
}

CountDistribution poisson_counts(double mean, std::uint32_t most) {
  constexpr std::uint32_t no_end = 0xFFFFFFFF;
  CountDistribution counts =
      from_mode(static_cast<std::uint32_t>(mean), no_end,
                [&](std::uint32_t n) { return mean / (n + 1.0); });
  normalise(counts.probability);
  if (counts.first > most)
    counts = {most, {0.0}};
  else if (counts.last() > most)
    counts.probability.resize(most - counts.first + 1);
  return counts;
}

std::vector<double> reaching(const CountDistribution& counts) {
  std::vector<double> at_least(counts.last(), 1.0);
  double sum = 0.0;
  for (std::uint32_t n = counts.last(); n > 0 && n >= counts.first; --n) {
    sum += counts.probability[n - counts.first];
    at_least[n - 1] = std::min(sum, 1.0);
  }
  return at_least;
}

}  // namespace rehearse
