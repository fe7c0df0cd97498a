#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>

#include "expected_cuts.hpp"
#include "rehearse/core/in_double.hpp"

namespace rehearse {

namespace {

// P(fewer than `few_events`) of a variable.
template <class Distribution>
double few(const Distribution& events) {
  return boost::math::cdf(events, few_events - 1.0);
}

// Of so many events in all: the two arms can't both have few where there are
// enough, so that their probabilities add up.
double few_of(double events, double experimental_share) {
  if (events < 2.0 * few_events) return 1.0;
  using Binomial = boost::math::binomial_distribution<double, InDouble>;
  return few(Binomial{events, experimental_share}) +
         few(Binomial{events, 1.0 - experimental_share});
}

double few_by(const std::array<double, arm_count>& expected) {
  using Poisson = boost::math::poisson_distribution<double, InDouble>;
  double enough = 1.0;
  for (const double events : expected)
    enough *= events > 0.0 ? 1.0 - few(Poisson{events}) : 0.0;
  return 1.0 - enough;
}

}  // namespace

std::vector<double> few_events_probability(const Scenario& scenario,
                                           const TrialProcess& trial) {
  std::vector<double> probability;
  for (const double cut : planned_cuts(scenario, trial)) {
    const Look& look = scenario.analysis.looks[probability.size()];
    if (!std::isfinite(cut)) {
      probability.push_back(0.0);
      continue;
    }
    const auto events = expected_events(trial, cut);
    const double all = events[0] + events[1];
    probability.push_back(comes_by_events(look, all)
                              ? few_of(*look.events, events[1] / all)
                              : few_by(events));
  }
  return probability;
}

}  // namespace rehearse
