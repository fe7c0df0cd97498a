#include "rehearse/design/confidence_interval.hpp"

#include <boost/math/special_functions/beta.hpp>

#include "rehearse/core/expect.hpp"

namespace rehearse {

std::array<double, 2> clopper_pearson(std::uint64_t successes,
                                      std::uint64_t trials, double confidence) {
  expect(trials > 0 && successes <= trials,
         "a proportion is of successes among at least one trial");
  expect(confidence > 0.0 && confidence < 1.0, "confidence must be in (0, 1)");
  const double tail = 0.5 * (1.0 - confidence);
  const auto x = static_cast<double>(successes);
  const auto n = static_cast<double>(trials);
  // The limits are quantiles of beta distributions.
  const double low =
      successes == 0 ? 0.0 : boost::math::ibeta_inv(x, n - x + 1.0, tail);
  const double high =
      successes == trials ? 1.0 : boost::math::ibetac_inv(x + 1.0, n - x, tail);
  return {low, high};
}

}  // namespace rehearse
