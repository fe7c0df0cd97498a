#pragma once

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

namespace rehearse {

/// P(Z >= z) of a standard normal Z.
inline double upper_tail(double z) {
  return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

inline double normal_density(double z) {
  return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
}

/// Doubles, without a detour over long double.
using InDouble =
    boost::math::policies::policy<boost::math::policies::promote_double<false>>;

/// z with P(Z <= z) = `probability`, in (0, 1).
inline double normal_quantile(double probability) {
  return -std::numbers::sqrt2 *
         boost::math::erfc_inv(2.0 * probability, InDouble{});
}

}  // namespace rehearse
