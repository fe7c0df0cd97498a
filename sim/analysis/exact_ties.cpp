#include "rehearse/analysis/exact_ties.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

using Column = Eigen::Map<Eigen::VectorXd>;

// The matrix of the polynomials orthogonal on (0, 1) with the weight
// (1 - t)^a t^b; beside[k] couples k with k + 1, and the last one is left over.
// Gautschi (2004), "Orthogonal Polynomials", table 1.1.
void fill_jacobi(Column diagonal, Column beside, double a, double b) {
  for (Eigen::Index i = 0; i < diagonal.size(); ++i) {
    const double k = static_cast<double>(i);
    const double s = 2.0 * k + a + b;
    // At k = 0 a factor of s cancels, which may be 0.
    diagonal[i] = i == 0 ? (b + 1.0) / (s + 2.0)
                         : 0.5 * (1.0 + (b - a) / s * ((b + a) / (s + 2.0)));
    const double j = k + 1.0;
    const double t = s + 2.0;
    beside[i] = std::sqrt(j / t * ((j + a) / t) * ((j + b) / (t + 1.0)) *
                          ((j + a + b) / (t - 1.0)));
  }
}

// Leaves the eigenvalues in the diagonal.
template <int most>
void diagonalize(Column diagonal, Column beside) {
  Eigen::SelfAdjointEigenSolver<
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, most, most>>
      solver;
  solver.computeFromTridiagonal(diagonal, beside.head(beside.size() - 1),
                                Eigen::EigenvaluesOnly);
  expect(solver.info() == Eigen::Success, "eigenvalues must converge");
  diagonal = solver.eigenvalues();
}

double distance(std::uint32_t a, std::uint32_t b) {
  return a > b ? a - b : b - a;
}

}  // namespace

void exact_tie_rows(const TiedEvents& tied, std::span<double> control,
                    std::span<double> experimental) {
  const std::uint32_t d = tied.events;
  const auto [n0, n1] = tied.at_risk;
  expect(d >= 1 && d <= n0 + n1, "events are among those at risk");
  expect(control.size() == d && experimental.size() == d,
         "a row for each event");
  const std::uint32_t fewest = d > n0 ? d - n0 : 0;  // experimental events
  const std::uint32_t most = std::min(d, n1);
  const std::uint32_t comparing = most - fewest;
  if (comparing > 0) {
    const auto size = static_cast<Eigen::Index>(comparing);
    const Column diagonal{experimental.data(), size};
    const Column beside{control.data(), size};
    fill_jacobi(diagonal, beside, distance(n0, d), distance(n1, d));
    // Few ties on the stack.
    if (comparing <= 32)
      diagonalize<32>(diagonal, beside);
    else
      diagonalize<Eigen::Dynamic>(diagonal, beside);
  }
  for (std::size_t i = 0; i < comparing; ++i)
    control[i] = 1.0 - experimental[i];
  // The rest are certain: `fewest` experimental ones, the others control.
  for (std::size_t i = comparing; i < d; ++i) {
    experimental[i] = i < most ? 1.0 : 0.0;
    control[i] = 1.0 - experimental[i];
  }
}

}  // namespace rehearse
