#include "rehearse/analysis/exact_ties.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

// A symmetric tridiagonal matrix; beside[k] couples k with k + 1, and the last
// one is 0.
struct Tridiagonal {
  std::span<double> diagonal;
  std::span<double> beside;
};

// That of the polynomials orthogonal on (0, 1) with the weight
// (1 - t)^a t^b: Gautschi (2004), "Orthogonal Polynomials", table 1.1.
void fill_jacobi(Tridiagonal matrix, double a, double b) {
  for (std::size_t i = 0; i < matrix.diagonal.size(); ++i) {
    const double k = static_cast<double>(i);
    const double s = 2.0 * k + a + b;
    // At k = 0 a factor of s cancels, which may be 0.
    matrix.diagonal[i] =
        i == 0 ? (b + 1.0) / (s + 2.0)
               : 0.5 * (1.0 + (b - a) / s * ((b + a) / (s + 2.0)));
    const double j = k + 1.0;
    const double t = s + 2.0;
    matrix.beside[i] = std::sqrt(j / t * ((j + a) / t) * ((j + b) / (t + 1.0)) *
                                 ((j + a + b) / (t - 1.0)));
  }
  matrix.beside.back() = 0.0;
}

// One implicit QL step on rows first .. last, with Wilkinson's shift.
void rotate(Tridiagonal matrix, std::size_t first, std::size_t last) {
  const auto [d, e] = matrix;
  const double half = 0.5 * (d[first + 1] - d[first]);
  const double reach = std::sqrt(half * half + e[first] * e[first]);
  const double shift =
      d[first] - e[first] * (e[first] / (half + std::copysign(reach, half)));
  double g = d[last] - shift;
  double sine = 1.0;
  double cosine = 1.0;
  double moved = 0.0;
  for (std::size_t i = last; i-- > first;) {
    const double f = sine * e[i];
    const double b = cosine * e[i];
    const double length = std::sqrt(f * f + g * g);
    e[i + 1] = length;
    sine = length > 0.0 ? f / length : 0.0;
    cosine = length > 0.0 ? g / length : 1.0;
    g = d[i + 1] - moved;
    const double turned = (d[i] - g) * sine + 2.0 * cosine * b;
    moved = sine * turned;
    d[i + 1] = g + moved;
    g = cosine * turned - b;
  }
  d[first] -= moved;
  e[first] = g;
  e[last] = 0.0;
}

// Leaves the eigenvalues in the diagonal, each to about 1e-16 of the largest.
// Bowdler, Martin, Reinsch & Wilkinson (1968), Numer. Math. 11:293.
void diagonalize(Tridiagonal matrix) {
  constexpr double small = std::numeric_limits<double>::epsilon();
  constexpr int enough = 60;  // two are usual
  const auto [d, e] = matrix;
  for (std::size_t first = 0; first < d.size(); ++first) {
    for (int step = 0;; ++step) {
      std::size_t last = first;
      while (last + 1 < d.size() &&
             std::abs(e[last]) > small * (d[last] + d[last + 1]))
        ++last;
      if (last == first) break;
      expect(step < enough, "eigenvalues must converge");
      rotate(matrix, first, last);
    }
  }
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
  const Tridiagonal matrix{experimental.first(comparing),
                           control.first(comparing)};
  if (comparing > 0) {
    fill_jacobi(matrix, distance(n0, d), distance(n1, d));
    diagonalize(matrix);
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
