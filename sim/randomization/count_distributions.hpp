#pragma once

#include <cstdint>
#include <vector>

namespace rehearse {

/// Probabilities of counts first, first + 1, …; what is left out on either side
/// is below 1e-17 each.
struct CountDistribution {
  std::uint32_t first = 0;
  std::vector<double> probability;

  [[nodiscard]] std::uint32_t last() const {
    return first + static_cast<std::uint32_t>(probability.size()) - 1;
  }
};

/// Binomial(trials, p), 0 < p <= 1.
[[nodiscard]] CountDistribution binomial_counts(std::uint32_t trials, double p);

/// Poisson(mean), mean > 0, cut at `most`.
[[nodiscard]] CountDistribution poisson_counts(double mean, std::uint32_t most);

/// P(count >= n) for n = 1, 2, …, last.
[[nodiscard]] std::vector<double> reaching(const CountDistribution& counts);

}  // namespace rehearse
