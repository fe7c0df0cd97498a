#include "rehearse/design/normal.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

#include "rehearse/core/expect.hpp"

namespace rehearse {

double normal_upper_tail(double z) {
  return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

double normal_upper_quantile(double probability) {
  expect(probability > 0.0 && probability < 1.0,
         "a normal quantile is of a probability in (0, 1)");
  return std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * probability);
}

}  // namespace rehearse
