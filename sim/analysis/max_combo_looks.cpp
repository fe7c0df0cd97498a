#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <numeric>
#include <utility>

#include "rehearse/analysis/max_combo.hpp"
#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

// Enough for a bound's first digits.
constexpr std::uint32_t coarse_points = 512;

// All z of all looks, one after the other.
struct JointTests {
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0,
                max_normal_dimensions, max_normal_dimensions>
      correlation;
  std::vector<std::size_t> begin;  // of each look; and the end
};

JointTests joint_tests(std::span<const MaxComboLook> looks) {
  std::vector<std::size_t> begin{0};
  for (const MaxComboLook& look : looks) {
    expect(!look.tests.empty(), "a look of MaxCombo has at least one test");
    begin.push_back(begin.back() + look.tests.size());
  }
  expect(begin.back() <= max_normal_dimensions,
         "MaxCombo has at most 64 tests over all its looks");
  JointTests joint{{}, begin};
  joint.correlation.resize(static_cast<Eigen::Index>(begin.back()),
                           static_cast<Eigen::Index>(begin.back()));
  const auto place = [&](std::size_t look, std::size_t test) {
    return begin[look] + test;
  };
  for (std::size_t j = 0; j < looks.size(); ++j)
    for (std::size_t b = 0; b < looks[j].tests.size(); ++b)
      for (std::size_t i = 0; i <= j; ++i)
        for (std::size_t a = 0; a < looks[i].tests.size(); ++a) {
          const std::size_t first = looks[i].tests[a];
          const std::size_t second = looks[j].tests[b];
          const auto& earlier = looks[i].covariance;
          const double scale =
              earlier(first, first) * looks[j].covariance(second, second);
          expect(scale > 0.0, "the tests of a look have information");
          const double r =
              std::clamp(earlier(first, second) / std::sqrt(scale), -1.0, 1.0);
          joint.correlation(place(i, a), place(j, b)) = r;
          joint.correlation(place(j, b), place(i, a)) = r;
        }
  return joint;
}

// P(look k is the first at or above its bound), `bounds` of looks 0 to k.
IntegratedProbability first_rejection(const JointTests& joint,
                                      std::span<const double> bounds,
                                      std::span<const double> mean_z,
                                      const IntegrationEffort& effort) {
  const std::size_t k = bounds.size() - 1;
  const std::size_t tests = joint.begin.back();
  std::vector<double> lower(tests, -infinity);
  std::vector<double> upper(tests, infinity);
  const auto standardized = [&](std::size_t look, std::size_t i) {
    return bounds[look] - (mean_z.empty() ? 0.0 : mean_z[i]);
  };
  IntegratedProbability sum;
  if (bounds[k] == infinity) return sum;
  for (std::size_t look = 0; look < k; ++look)
    for (std::size_t i = joint.begin[look]; i < joint.begin[look + 1]; ++i)
      upper[i] = standardized(look, i);
  for (std::size_t i = joint.begin[k]; i < joint.begin[k + 1]; ++i) {
    lower[i] = standardized(k, i);
    const auto term =
        normal_box_probability(joint.correlation, lower, upper, effort);
    sum.value += term.value;
    sum.error += term.error;
    upper[i] = std::exchange(lower[i], -infinity);
  }
  return sum;
}

// The last of `bounds`, which spends `alpha`; the ones before it are known.
IntegratedBound solve_last(const JointTests& joint, std::vector<double>& bounds,
                           double alpha, const IntegrationEffort& effort) {
  const std::size_t k = bounds.size() - 1;
  const auto spent = [&](double z, const IntegrationEffort& within) {
    bounds[k] = z;
    return first_rejection(joint, bounds, {}, within);
  };
  IntegrationEffort coarse = effort;
  coarse.points = std::min(effort.points, coarse_points);
  const auto excess = [&](double z) { return spent(z, coarse).value - alpha; };

  const auto tests = static_cast<double>(joint.begin[k + 1] - joint.begin[k]);
  double high = -normal_quantile(alpha / tests) + 1e-6;  // Bonferroni's
  double low = high - 0.5;
  while (excess(low) <= 0.0) high = std::exchange(low, low - 0.5);
  std::uintmax_t most = 60;
  const auto [left, right] = boost::math::tools::toms748_solve(
      excess, low, high, boost::math::tools::eps_tolerance<double>{36}, most);
  double z = 0.5 * (left + right);

  // Newton's steps, with the coarse slope, bring it to the full effort's.
  constexpr double h = 1e-3;
  const double density = (excess(z - h) - excess(z + h)) / (2.0 * h);
  IntegratedProbability p = spent(z, effort);
  for (int step = 0; step < 2; ++step) {
    z += (p.value - alpha) / density;
    p = spent(z, effort);
  }
  return {z, (p.error + std::abs(p.value - alpha)) / density};
}

}  // namespace

std::vector<IntegratedProbability> max_combo_rejection_by_look(
    std::span<const MaxComboLook> looks, std::span<const double> bounds,
    std::span<const double> mean_z, const IntegrationEffort& effort) {
  const JointTests joint = joint_tests(looks);
  expect(bounds.size() == looks.size() &&
             (mean_z.empty() || mean_z.size() == joint.begin.back()),
         "each look has a bound and each test a mean");
  std::vector<IntegratedProbability> rejection;
  for (std::size_t k = 0; k < looks.size(); ++k)
    rejection.push_back(
        first_rejection(joint, bounds.first(k + 1), mean_z, effort));
  return rejection;
}

IntegratedBound max_combo_next_bound(std::span<const MaxComboLook> looks,
                                     std::span<const double> earlier,
                                     double alpha,
                                     const IntegrationEffort& effort) {
  expect(earlier.size() + 1 == looks.size(), "all looks but one have a bound");
  std::vector<double> bounds{earlier.begin(), earlier.end()};
  bounds.push_back(infinity);
  return solve_last(joint_tests(looks), bounds, alpha, effort);
}

std::vector<IntegratedBound> max_combo_bounds(
    std::span<const MaxComboLook> looks,
    std::span<const double> cumulative_alpha, const IntegrationEffort& effort) {
  expect(cumulative_alpha.size() == looks.size(),
         "each look has a cumulative alpha");
  const JointTests joint = joint_tests(looks);
  std::vector<IntegratedBound> solved;
  std::vector<double> bounds;
  double spent = 0.0;
  for (const double alpha : cumulative_alpha) {
    expect(alpha >= spent && alpha < 0.5,
           "cumulative alpha never falls and is below 0.5");
    bounds.push_back(infinity);
    if (alpha > spent) {
      solved.push_back(solve_last(joint, bounds, alpha - spent, effort));
      bounds.back() = solved.back().z;
    } else {
      solved.push_back({infinity, 0.0});
    }
    spent = alpha;
  }
  return solved;
}

IntegratedBound max_combo_critical_value(const MatrixView& correlation,
                                         double alpha,
                                         const IntegrationEffort& effort) {
  MaxComboLook look{correlation, {}};
  look.tests.resize(static_cast<std::size_t>(correlation.rows()));
  std::iota(look.tests.begin(), look.tests.end(), std::size_t{0});
  return max_combo_bounds({&look, 1}, {&alpha, 1}, effort).front();
}

}  // namespace rehearse
