#pragma once

#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>

#include "rehearse/core/normal.hpp"

namespace rehearse {

/// Root of a function of opposite signs at the ends, to 2^-`bits` relative.
template <class Function>
[[nodiscard]] double root(const Function& function, double low, double high,
                          int bits) {
  std::uintmax_t iterations = 200;
  const auto [below, above] = boost::math::tools::toms748_solve(
      function, low, high, boost::math::tools::eps_tolerance<double>(bits),
      iterations);
  return 0.5 * (below + above);
}

/// Excess of a probability over another on the normal scale, on which power
/// is nearly linear in z and drift: its roots are found in few steps.
[[nodiscard]] inline double probit_excess(double probability, double target) {
  if (probability <= 0.0) return -40.0;
  if (probability >= 1.0) return 40.0;
  return normal_upper_quantile(target) - normal_upper_quantile(probability);
}

}  // namespace rehearse
