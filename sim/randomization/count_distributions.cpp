#include "randomization/count_distributions.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>

namespace rehearse {
namespace {

constexpr double negligible = 1e-20;  // of the mode's probability

template <class Distribution>
CountDistribution counts_of(const Distribution& distribution,
                            std::uint32_t most) {
  const auto p = [&](std::uint32_t n) {
    return boost::math::pdf(distribution, n);
  };
  const auto mode = static_cast<std::uint32_t>(boost::math::mode(distribution));
  const double least = negligible * p(mode);
  CountDistribution counts{mode, {}};
  while (counts.first > 0 && p(counts.first - 1) > least) --counts.first;
  if (counts.first > most) return {most, {0.0}};
  for (std::uint32_t n = counts.first; n <= most; ++n) {
    const double probability = p(n);
    if (n > mode && probability <= least) break;
    counts.probability.push_back(probability);
  }
  return counts;
}

}  // namespace

CountDistribution binomial_counts(std::uint32_t trials, double p) {
  if (p >= 1.0) return {trials, {1.0}};
  return counts_of(
      boost::math::binomial_distribution<>{static_cast<double>(trials), p},
      trials);
}

CountDistribution poisson_counts(double mean, std::uint32_t most) {
  return counts_of(boost::math::poisson_distribution<>{mean}, most);
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
