#pragma once

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "rehearse/design/trial_process.hpp"

namespace rehearse {

// Integrals over follow-up, time since entry.

/// A time after which nothing happens any more [days].
inline constexpr double for_ever = 1e7;

/// Follow-up times at which the integrands at `cut` may have a kink, ascending
/// from 0 to `end`, at most the cut; `kinks` are those of the integrand's own.
[[nodiscard]] std::vector<double> follow_up_pieces(
    const TrialProcess& trial, double cut, double end,
    std::span<const double> kinks = {});

/// Calls add(time, weight) at the nodes of the double exponential rule on each
/// piece (Takahasi & Mori 1974), in order of time: singular ends, as of a
/// Weibull's hazard, do no harm.
template <class Add>
void integrate(std::span<const double> pieces, const Add& add) {
  constexpr double step = 1.0 / 8.0;
  constexpr int nodes = 32;  // on either side
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const double length = pieces[i] - pieces[i - 1];
    for (int k = -nodes; k <= nodes; ++k) {
      const double x = k * step;
      const double below =
          1.0 / (1.0 + std::exp(-std::numbers::pi * std::sinh(x)));
      const double above =
          1.0 / (1.0 + std::exp(std::numbers::pi * std::sinh(x)));
      const double slope = std::numbers::pi * std::cosh(x) * below * above;
      add(pieces[i - 1] + length * below, length * slope * step);
    }
  }
}

/// The integral from 0 of a function that is smooth between kinks, at times
/// that ascend in steps as short as those of `integrate`.
class RunningIntegral {
 public:
  template <class Function>
  double to(double time, const Function& function) {
    if (time > time_)
      sum_ += boost::math::quadrature::gauss<double, 7>::integrate(function,
                                                                   time_, time);
    time_ = time;
    return sum_;
  }

 private:
  double time_ = 0.0;
  double sum_ = 0.0;
};

/// Those of an arm under follow-up.
struct AtRisk {
  double participants;  ///< expected
  double event_rate;    ///< of all of them [1/time]
};

/// `participants` entered long enough ago to be followed for `time`.
[[nodiscard]] inline AtRisk at_risk(const ArmProcess& arm, double participants,
                                    double time) {
  const double staying =
      participants * arm.survival(time) * std::exp(-arm.dropout_hazard * time);
  return {staying, staying > 0.0 ? staying * arm.hazard(time) : 0.0};
}

}  // namespace rehearse
