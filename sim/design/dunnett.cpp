#include "rehearse/design/dunnett.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <numeric>

#include "probit_root.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

constexpr int bound_bits = 40;
constexpr int coarse_bits = 20;  // of a root with few points

// l of each arm: its z's correlation with the control's part.
std::vector<double> loadings(std::span<const double> allocation) {
  expect(!allocation.empty(), "an arm is compared with the control");
  std::vector<double> loadings;
  for (const double ratio : allocation) {
    expect(ratio > 0.0 && std::isfinite(ratio), "arms have participants");
    loadings.push_back(std::sqrt(ratio / (ratio + 1.0)));
  }
  return loadings;
}

// P(some Z_i >= bound_i) of Z_i = l_i Y + sqrt(1 - l_i^2) E_i, l_i < 1.
double some_above(std::span<const double> l, std::span<const double> bounds) {
  const auto integrand = [&](double y) {
    double log_none = 0.0;
    for (std::size_t i = 0; i < l.size(); ++i) {
      const double above =
          (bounds[i] - l[i] * y) / std::sqrt((1.0 - l[i]) * (1.0 + l[i]));
      log_none += std::log1p(-normal_upper_tail(above));
    }
    return normal_density(y) * -std::expm1(log_none);
  };
  // Beyond, the density is below 1e-16 of its largest, wherever that is.
  double far = 9.0;
  for (const double bound : bounds)
    if (std::isfinite(bound)) far = std::max(far, 9.0 + std::abs(bound));
  using Rule = boost::math::quadrature::gauss_kronrod<double, 31>;
  return Rule::integrate(integrand, -far, 0.0, 12, 1e-11) +
         Rule::integrate(integrand, 0.0, far, 12, 1e-11);
}

// l with correlations l_i l_j, all below 1, as those with one control have;
// empty where there are none.
std::vector<double> common_factor(const MatrixView& correlation) {
  const Eigen::Index size = correlation.rows();
  std::vector<double> l;
  for (Eigen::Index i = 0; i < size && size > 2; ++i) {
    const Eigen::Index j = (i + 1) % size;
    const Eigen::Index k = (i + 2) % size;
    const double square =
        correlation(i, j) * correlation(i, k) / correlation(j, k);
    if (!(square > 0.0 && square < 1.0 - 1e-6)) return {};
    l.push_back(std::sqrt(square));
  }
  for (Eigen::Index i = 0; i < size; ++i)
    for (Eigen::Index j = 0; j < i && !l.empty(); ++j)
      if (std::abs(correlation(i, j) - l[static_cast<std::size_t>(i)] *
                                           l[static_cast<std::size_t>(j)]) >
          1e-14)
        l.clear();
  return l;
}

// Those of positive weight.
std::vector<std::size_t> weighted(std::span<const double> weights) {
  std::vector<std::size_t> with_weight;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    expect(weights[i] >= 0.0, "weights of hypotheses are not negative");
    if (weights[i] > 0.0) with_weight.push_back(i);
  }
  return with_weight;
}

Eigen::MatrixXd correlation_of(const MatrixView& correlation,
                               std::span<const std::size_t> hypotheses) {
  const auto size = static_cast<Eigen::Index>(hypotheses.size());
  return Eigen::MatrixXd::NullaryExpr(
      size, size, [&](Eigen::Index i, Eigen::Index j) {
        return correlation(
            static_cast<Eigen::Index>(hypotheses[static_cast<std::size_t>(i)]),
            static_cast<Eigen::Index>(hypotheses[static_cast<std::size_t>(j)]));
      });
}

double bound_of_level(double level) {
  return level < 1.0 ? normal_upper_quantile(level) : -infinity;
}

bool rejects(const IntersectionTest& test, std::span<const double> p) {
  for (std::size_t i = 0; i < p.size(); ++i)
    if (test.weights[i] > 0.0 && p[i] <= test.levels[i]) return true;
  return false;
}

std::size_t hypotheses_of(const MatrixView& correlation) {
  const auto size = static_cast<std::size_t>(correlation.rows());
  expect(size > 0 && size <= max_closed_hypotheses,
         "one to six hypotheses are tested");
  return size;
}

std::vector<double> weights_within(const IntersectionWeights& weights,
                                   HypothesisSet set, std::size_t size) {
  std::vector<double> within = weights(set);
  expect(within.size() == size, "each hypothesis has a weight");
  for (std::size_t i = 0; i < size; ++i)
    expect(holds(set, i) || within[i] == 0.0,
           "a hypothesis outside of the set has no weight");
  return within;
}

}  // namespace

double dunnett_p_one_sided(std::span<const double> allocation, double bound) {
  const std::vector<double> l = loadings(allocation);
  return some_above(l, std::vector<double>(l.size(), bound));
}

double dunnett_bound(std::span<const double> allocation, double alpha) {
  expect(alpha > 0.0 && alpha <= 0.5, "alpha is in (0, 0.5]");
  const std::vector<double> l = loadings(allocation);
  // A single test's and Bonferroni's.
  const double low = normal_upper_quantile(alpha);
  if (l.size() == 1) return low;
  const double high =
      normal_upper_quantile(alpha / static_cast<double>(l.size()));
  const auto excess = [&](double bound) {
    return std::log(some_above(l, std::vector<double>(l.size(), bound)) /
                    alpha);
  };
  return root(excess, low, high, bound_bits);
}

Eigen::MatrixXd dunnett_correlation(std::span<const double> allocation) {
  const std::vector<double> l = loadings(allocation);
  const auto size = static_cast<Eigen::Index>(l.size());
  return Eigen::MatrixXd::NullaryExpr(
      size, size, [&](Eigen::Index i, Eigen::Index j) {
        return i == j ? 1.0
                      : l[static_cast<std::size_t>(i)] *
                            l[static_cast<std::size_t>(j)];
      });
}

IntegratedProbability weighted_rejection(const MatrixView& correlation,
                                         std::span<const double> weights,
                                         double level,
                                         const IntegrationEffort& effort) {
  expect(weights.size() == static_cast<std::size_t>(correlation.rows()),
         "each hypothesis has a weight");
  const std::vector<std::size_t> tested = weighted(weights);
  const Eigen::MatrixXd among = correlation_of(correlation, tested);
  std::vector<double> bounds;
  for (const std::size_t i : tested)
    bounds.push_back(bound_of_level(weights[i] * level));
  if (const auto l = common_factor(among); !l.empty())
    return {some_above(l, bounds), 0.0};
  return normal_first_exceedance(among, bounds, 0, effort);
}

double weighted_level_factor(const MatrixView& correlation,
                             std::span<const double> weights, double alpha,
                             const IntegrationEffort& effort) {
  expect(alpha > 0.0 && alpha <= 0.5, "alpha is in (0, 0.5]");
  const std::vector<std::size_t> tested = weighted(weights);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  expect(std::abs(sum - 1.0) < 1e-9, "weights of hypotheses sum to 1");
  if (tested.size() == 1) return 1.0;
  // Bonferroni's from below; from above the largest weight alone, which
  // perfect correlation reaches.
  const double most = 1.0 / *std::ranges::max_element(weights);
  const auto log_excess = [&](double log_factor,
                              const IntegrationEffort& with) {
    const double level = std::exp(log_factor) * alpha;
    return std::log(
        weighted_rejection(correlation, weights, level, with).value / alpha);
  };
  const auto coarsely = [&](double log_factor) {
    return log_excess(log_factor, {1e-4, 0.0, 1U << 8});
  };
  if (coarsely(0.0) >= 0.0) return 1.0;  // rejections exclude one another
  const double highest = std::log(most);
  double at = coarsely(highest) <= 0.0
                  ? highest
                  : root(coarsely, 0.0, highest, coarse_bits);
  const double step = 0.05;
  const double slope = (coarsely(at + step) - coarsely(at - step)) / (2 * step);
  for (int i = 0; i < 2; ++i) at -= log_excess(at, effort) / slope;
  return std::clamp(std::exp(at), 1.0, most);
}

IntersectionWeights proportional_weights(std::vector<double> weights) {
  return [weights = std::move(weights)](HypothesisSet set) {
    std::vector<double> within(weights.size(), 0.0);
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (!holds(set, i)) continue;
      within[i] = weights[i];
      sum += weights[i];
      ++count;
    }
    for (std::size_t i = 0; i < weights.size(); ++i)
      if (holds(set, i)) within[i] = sum > 0.0 ? within[i] / sum : 1.0 / count;
    return within;
  };
}

std::vector<IntersectionTest> weighted_closed_tests(
    const MatrixView& correlation, const IntersectionWeights& weights,
    double alpha, const IntegrationEffort& effort) {
  const std::size_t size = hypotheses_of(correlation);
  std::vector<IntersectionTest> tests;
  for (HypothesisSet set = 1; set < 1U << size; ++set) {
    IntersectionTest test{set, weights_within(weights, set, size), 1.0, {}};
    test.factor =
        weighted_level_factor(correlation, test.weights, alpha, effort);
    for (const double weight : test.weights)
      test.levels.push_back(test.factor * weight * alpha);
    tests.push_back(std::move(test));
  }
  return tests;
}

HypothesisSet closed_rejections(std::span<const IntersectionTest> tests,
                                std::span<const double> p) {
  expect(tests.size() + 1 == std::size_t{1} << p.size(),
         "there is a p for each hypothesis");
  auto rejected = static_cast<HypothesisSet>(tests.size());  // all of them
  for (const IntersectionTest& test : tests)
    if (!rejects(test, p)) rejected &= ~test.hypotheses;
  return rejected;
}

std::vector<double> weighted_adjusted_p(const MatrixView& correlation,
                                        const IntersectionWeights& weights,
                                        std::span<const double> p,
                                        const IntegrationEffort& effort) {
  const std::size_t size = hypotheses_of(correlation);
  expect(p.size() == size, "there is a p for each hypothesis");
  std::vector<double> adjusted(size, 0.0);
  for (HypothesisSet set = 1; set < 1U << size; ++set) {
    const std::vector<double> within = weights_within(weights, set, size);
    double smallest = infinity;
    for (std::size_t i = 0; i < size; ++i)
      if (within[i] > 0.0) smallest = std::min(smallest, p[i] / within[i]);
    const double here = std::min(
        1.0, weighted_rejection(correlation, within, smallest, effort).value);
    for (std::size_t i = 0; i < size; ++i)
      if (holds(set, i)) adjusted[i] = std::max(adjusted[i], here);
  }
  return adjusted;
}

}  // namespace rehearse
