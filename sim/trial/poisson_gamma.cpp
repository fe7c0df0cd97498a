#include "rehearse/trial/poisson_gamma.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

#include "rehearse/core/in_double.hpp"
#include "rehearse/core/numbers.hpp"

namespace rehearse {

namespace {

// P(N >= k) with `more` added to the size, at the same probability: the
// factorial moments' distributions.
double tail(const RandomCount& count, double k, double more) {
  if (k <= 0.0) return 1.0;
  if (count.mean <= 0.0) return 0.0;
  if (std::isinf(count.size))
    return boost::math::gamma_p(k, count.mean, InDouble{});
  return boost::math::ibeta(k, count.size + more,
                            count.mean / (count.mean + count.size), InDouble{});
}

}  // namespace

double RandomCount::variance() const { return mean + mean * mean / size; }

double RandomCount::at_least(double k) const { return tail(*this, k, 0.0); }

// E[N; N < k] = mean P(N' < k - 1), N' with one more in the size.
double RandomCount::capped_mean(double k) const {
  return mean * (1.0 - tail(*this, k - 1.0, 1.0)) + k * at_least(k);
}

// E[N (N - 1); N < k] likewise, with two more.
double RandomCount::capped_square(double k) const {
  const double pairs =
      mean * mean * (1.0 + 1.0 / size) * (1.0 - tail(*this, k - 2.0, 2.0));
  return pairs + mean * (1.0 - tail(*this, k - 1.0, 1.0)) + k * k * at_least(k);
}

RandomCount PoissonGamma::by(double time) const {
  return {sites * rate * time, sites * shape};
}

double PoissonGamma::mean_time(double participants) const {
  const double b = sites * shape;
  if (std::isinf(b)) return participants / (sites * rate);
  return b > 1.0 ? participants / (b - 1.0) * shape / rate : infinity;
}

double PoissonGamma::sd_of_time(double participants) const {
  const double b = sites * shape;
  if (std::isinf(b)) return std::sqrt(participants) / (sites * rate);
  if (b <= 2.0) return infinity;
  return std::sqrt(participants * (participants + b - 1.0) / (b - 2.0)) /
         (b - 1.0) * shape / rate;
}

double PoissonGamma::time_quantile(double participants,
                                   double probability) const {
  const double b = sites * shape;
  if (std::isinf(b))
    return boost::math::gamma_p_inv(participants, probability, InDouble{}) /
           (sites * rate);
  double complement = 0.0;
  const double x = boost::math::ibeta_inv(participants, b, probability,
                                          &complement, InDouble{});
  return x / complement * shape / rate;
}

}  // namespace rehearse
