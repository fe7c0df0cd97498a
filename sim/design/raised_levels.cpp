#include "rehearse/design/raised_levels.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <numeric>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/design/dunnett.hpp"

namespace rehearse {
namespace {

constexpr int factor_bits = 20;  // of a root with few points

// The tests that have a level: which z they are of, and their bounds. Those of
// looks before the last are `before`.
struct Bounded {
  std::vector<Eigen::Index> z;
  std::vector<double> bounds;
  std::size_t before = 0;
};

Bounded bounded(std::span<const JointLook> looks) {
  Bounded all;
  Eigen::Index at = 0;
  for (const JointLook& look : looks) {
    if (&look == &looks.back()) all.before = all.z.size();
    for (const double level : look.levels) {
      if (level > 0.0) {
        all.z.push_back(at);
        all.bounds.push_back(level < 1.0 ? normal_upper_quantile(level)
                                         : -infinity);
      }
      ++at;
    }
  }
  return all;
}

double of_one_look(const MatrixView& correlation, const JointLook& look,
                   const IntegrationEffort& effort) {
  std::vector<double> weights = look.levels;
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
  return weighted_level_factor(correlation, weights, sum, effort);
}

double spent_at_last(std::span<const JointLook> looks) {
  const double before = looks.size() > 1 ? looks[looks.size() - 2].spent : 0.0;
  return looks.back().spent - before;
}

}  // namespace

IntegratedProbability first_rejection_at_last(const MatrixView& correlation,
                                              std::span<const JointLook> looks,
                                              const IntegrationEffort& effort) {
  expect(!looks.empty(), "there is a look");
  const Bounded tests = bounded(looks);
  const Eigen::MatrixXd among = correlation(tests.z, tests.z);
  return normal_first_exceedance(among, tests.bounds, tests.before, effort);
}

double raising_factor(const MatrixView& correlation,
                      std::span<const JointLook> looks,
                      const IntegrationEffort& effort) {
  const double target = spent_at_last(looks);
  const double largest = std::ranges::max(looks.back().levels);
  if (target <= 0.0 || largest <= 0.0) return 1.0;
  if (looks.size() == 1) return of_one_look(correlation, looks[0], effort);
  const auto log_excess = [&](double log_factor,
                              const IntegrationEffort& with) {
    std::vector<JointLook> raised{looks.begin(), looks.end()};
    for (double& level : raised.back().levels)
      level = std::min(1.0, level * std::exp(log_factor));
    return std::log(first_rejection_at_last(correlation, raised, with).value /
                    target);
  };
  const auto coarsely = [&](double log_factor) {
    return log_excess(log_factor, {1e-4, 0.0, 1U << 8});
  };
  // Where one test alone has all that has been spent, at least the target is
  // left to this look.
  const double highest = std::log(looks.back().spent / largest);
  const double low = coarsely(0.0);
  if (low >= 0.0 || highest <= 0.0) return 1.0;
  double at = highest;
  if (const double high = coarsely(highest); high > 0.0) {
    std::uintmax_t iterations = 100;
    const auto [before, after] = boost::math::tools::toms748_solve(
        coarsely, 0.0, highest, low, high,
        boost::math::tools::eps_tolerance<double>(factor_bits), iterations);
    at = 0.5 * (before + after);
  }
  const double step = 0.05;
  const double slope = (coarsely(at + step) - coarsely(at - step)) / (2 * step);
  for (int i = 0; i < 2; ++i) at -= log_excess(at, effort) / slope;
  return std::clamp(std::exp(at), 1.0, std::exp(highest));
}

}  // namespace rehearse
