#include "rehearse/analysis/max_combo.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {
namespace {

std::size_t size_of(const MatrixView& square) {
  return static_cast<std::size_t>(square.rows());
}

// P(Z_i >= z, all before within (lower, z)).
IntegratedProbability first_above(const MatrixView& correlation, std::size_t i,
                                  double z, double lower,
                                  const IntegrationEffort& effort) {
  std::vector<double> from(size_of(correlation), -infinity);
  std::vector<double> to(size_of(correlation), infinity);
  std::fill_n(from.begin(), i, lower);
  std::fill_n(to.begin(), i, z);
  from[i] = z;
  return normal_box_probability(correlation, from, to, effort);
}

IntegratedProbability& operator+=(IntegratedProbability& sum,
                                  const IntegratedProbability& term) {
  sum.value += term.value;
  sum.error += term.error;
  return sum;
}

// Bounds on the p-value from pairs of tests.
struct PBounds {
  double lower;
  double upper;
};

// At least the largest P(A or B) of two tests; at most the sum of the P(A)
// less those P(A and B) that make a tree (Hunter 1976; Prim's largest tree).
PBounds p_bounds(const MatrixView& correlation, double z) {
  const std::size_t tests = size_of(correlation);
  const double tail = normal_upper_tail(z);
  PBounds bounds{tail, tail};
  std::vector<double> joint(tests, 0.0);  // with a test of the tree, largest
  std::vector<std::size_t> outside;
  for (std::size_t i = 1; i < tests; ++i) outside.push_back(i);
  for (std::size_t joined = 0; !outside.empty();) {
    for (const std::size_t i : outside) {
      const double either =
          normal_union_of_two(z, correlation(static_cast<Eigen::Index>(joined),
                                             static_cast<Eigen::Index>(i)));
      bounds.lower = std::max(bounds.lower, either);
      joint[i] = std::max(joint[i], 2.0 * tail - either);
    }
    const auto next = std::ranges::max_element(
        outside, {}, [&](std::size_t i) { return joint[i]; });
    bounds.upper += tail - joint[*next];
    joined = *next;
    outside.erase(next);
  }
  return bounds;
}

}  // namespace

ScoreMatrix correlation_matrix(const WeightedScores& scores) {
  const std::vector<std::size_t> tests = scores.informed();
  const auto size = static_cast<Eigen::Index>(tests.size());
  return ScoreMatrix::NullaryExpr(
      size, size, [&](Eigen::Index a, Eigen::Index b) {
        return scores.correlation(tests[static_cast<std::size_t>(a)],
                                  tests[static_cast<std::size_t>(b)]);
      });
}

IntegratedProbability max_combo_p_one_sided(const MatrixView& correlation,
                                            double z,
                                            const IntegrationEffort& effort) {
  expect(correlation.size() > 0, "MaxCombo combines at least one test");
  if (correlation.size() == 1) return {normal_upper_tail(z), 0.0};
  IntegratedProbability p{normal_union_of_two(z, correlation(0, 1)), 0.0};
  for (std::size_t i = 2; i < size_of(correlation); ++i)
    p += first_above(correlation, i, z, -infinity, effort);
  return p;
}

IntegratedProbability max_combo_p_two_sided(const MatrixView& correlation,
                                            double z,
                                            const IntegrationEffort& effort) {
  expect(correlation.size() > 0, "MaxCombo combines at least one test");
  z = std::abs(z);
  if (z == 0.0) return {1.0, 0.0};
  IntegratedProbability p{normal_upper_tail(z), 0.0};
  if (correlation.size() > 1) {
    // P(Y >= z, |X| < z) = Q(z) - P(X >= z, Y >= z) - P(-X >= z, Y >= z), and
    // P(both) = 2 Q(z) - P(either).
    const double r = correlation(0, 1);
    p.value = normal_union_of_two(z, r) + normal_union_of_two(z, -r) -
              2.0 * normal_upper_tail(z);
  }
  for (std::size_t i = 2; i < size_of(correlation); ++i)
    p += first_above(correlation, i, z, -z, effort);
  return {2.0 * p.value, 2.0 * p.error};
}

bool max_combo_rejects(const MatrixView& correlation, double z, double alpha) {
  expect(alpha > 0.0 && alpha < 1.0, "alpha must be in (0, 1)");
  const double tail = normal_upper_tail(z);
  if (tail > alpha) return false;
  if (static_cast<double>(correlation.rows()) * tail <= alpha) return true;
  const PBounds bounds = p_bounds(correlation, z);
  if (bounds.lower > alpha) return false;
  if (bounds.upper <= alpha) return true;
  IntegratedProbability p;
  for (const double relative : {1e-1, 1e-3, 1e-6}) {
    p = max_combo_p_one_sided(correlation, z, {relative});
    if (std::abs(p.value - alpha) > p.error) break;
  }
  return p.value <= alpha;
}

}  // namespace rehearse
