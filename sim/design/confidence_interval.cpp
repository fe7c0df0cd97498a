#include "rehearse/design/confidence_interval.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/normal.hpp"

namespace rehearse {

namespace {

constexpr double square_of_z = z_of_ci95 * z_of_ci95;

// n Var(difference) if it is `delta` >= 0, at the likeliest probability q of
// the second alone: 2 n q^2 + B q + C = 0.
double variance_at(double delta, double first, double second, double n) {
  const double b = (2.0 * n - first + second) * delta - first - second;
  const double c = -second * delta * (1.0 - delta);
  const double q = (std::sqrt(b * b - 8.0 * n * c) - b) / (4.0 * n);
  return n * (2.0 * q + delta * (1.0 - delta));
}

double variance(double delta, double first, double second, double n) {
  return delta >= 0.0 ? variance_at(delta, first, second, n)
                      : variance_at(-delta, second, first, n);
}

// Where the score falls to -1.96.
double upper_limit(double first, double second, double n) {
  // Where nothing varies the score is 0 at the estimate too.
  if (first == 0.0 && second == 0.0) return square_of_z / (n + square_of_z);
  if (second == n) return 2.0 * square_of_z / (n + square_of_z) - 1.0;
  if (first == n) return 1.0;
  const auto excess = [&](double delta) {
    return first - second - n * delta +
           z_of_ci95 *
               std::sqrt(std::max(0.0, variance(delta, first, second, n)));
  };
  std::uintmax_t steps = 200;
  const auto [low, high] = boost::math::tools::toms748_solve(
      excess, (first - second) / n, 1.0,
      boost::math::tools::eps_tolerance<double>(50), steps);
  return 0.5 * (low + high);
}

}  // namespace

std::array<double, 2> wilson(std::uint64_t successes, std::uint64_t trials) {
  expect(trials > 0 && successes <= trials,
         "a proportion is of successes among at least one trial");
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double center = p + square_of_z / (2.0 * n);
  const double half =
      z_of_ci95 * std::sqrt(p * (1.0 - p) / n + square_of_z / (4.0 * n * n));
  const double scale = 1.0 + square_of_z / n;
  // 0 and 1 themselves, where rounding would leave a little.
  return {successes == 0 ? 0.0 : std::max(0.0, (center - half) / scale),
          successes == trials ? 1.0 : std::min(1.0, (center + half) / scale)};
}

std::array<double, 2> tango(std::uint64_t only_first, std::uint64_t only_second,
                            std::uint64_t trials) {
  expect(trials > 0 && only_first + only_second <= trials,
         "a difference is of pairs among at least one trial");
  const auto first = static_cast<double>(only_first);
  const auto second = static_cast<double>(only_second);
  const auto n = static_cast<double>(trials);
  return {-upper_limit(second, first, n), upper_limit(first, second, n)};
}

}  // namespace rehearse
