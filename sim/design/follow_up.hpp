#pragma once

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
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

/// A node of a rule on [0, 1].
struct Node {
  double place;
  double weight;
};

/// Those of the double exponential rule (Takahasi & Mori 1974), ascending.
[[nodiscard]] const std::vector<Node>& double_exponential_nodes();

/// Calls add(time, weight) at the rule's nodes on each piece, in order of time:
/// singular ends, as of a Weibull's hazard, do no harm.
template <class Add>
void integrate(std::span<const double> pieces, const Add& add) {
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const double length = pieces[i] - pieces[i - 1];
    for (const auto& [place, weight] : double_exponential_nodes())
      add(pieces[i - 1] + length * place, length * weight);
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
  const EventAt at = arm.at(time);
  const double staying =
      participants * at.survival * std::exp(-arm.dropout_hazard * time);
  return {staying, staying > 0.0 ? staying * at.hazard : 0.0};
}

/// Density of an arm's time from entry to an observed event, over all strata.
[[nodiscard]] double event_density(const TrialProcess& trial, std::size_t arm,
                                   double time);

}  // namespace rehearse
