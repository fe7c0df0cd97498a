#include "randomization/count_distributions.hpp"

#include <algorithm>
#include <numeric>

namespace rehearse {
namespace {

constexpr double negligible = 1e-20;  // of the mode's probability

// From the mode on by the ratios of neighbours, and divided by the sum of all:
// plain arithmetic, which gives the same on every processor. (Exponentials of
// long doubles, which a library takes for it, need not.)
// `ratio`: P(n + 1) / P(n).
template <class Ratio>
CountDistribution counts_of(std::uint32_t mode, std::uint32_t most,
                            const Ratio& ratio) {
  CountDistribution counts{mode, {1.0}};
  for (double p = 1.0; counts.first > 0; --counts.first) {
    p /= ratio(counts.first - 1);
    if (p <= negligible) break;
    counts.probability.push_back(p);
  }
  std::ranges::reverse(counts.probability);
  double p = ratio(mode);
  for (std::uint32_t n = mode + 1; p > negligible; p *= ratio(n++))
    counts.probability.push_back(p);
  const auto& all = counts.probability;
  const double sum = std::accumulate(all.begin(), all.end(), 0.0);
  for (double& one : counts.probability) one /= sum;
  if (counts.first > most) return {most, {0.0}};
  if (counts.last() > most) counts.probability.resize(most - counts.first + 1);
  return counts;
}

}  // namespace

CountDistribution binomial_counts(std::uint32_t trials, double p) {
  if (p >= 1.0) return {trials, {1.0}};
  const auto mode = static_cast<std::uint32_t>((trials + 1.0) * p);
  return counts_of(std::min(mode, trials), trials, [&](std::uint32_t n) {
    return n < trials ? (trials - n) * p / ((n + 1.0) * (1.0 - p)) : 0.0;
  });
}

CountDistribution poisson_counts(double mean, std::uint32_t most) {
  return counts_of(static_cast<std::uint32_t>(mean), most,
                   [&](std::uint32_t n) { return mean / (n + 1.0); });
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
