// What a config assumes of event times, as events beside those of the data.
#include <boost/math/tools/roots.hpp>

#include "rehearse/forecast/event_fit.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

constexpr int quantiles = 200;
constexpr double two_centuries = 200.0 * 365.25;  // [days]

// When the whole control arm's survival is so much.
double time_of(const ArmModels& arms, double survival) {
  std::uintmax_t iterations = 200;
  const auto [low, high] = boost::math::tools::bisect(
      [&](double days) { return arms.survival(0, days) - survival; }, 0.0,
      two_centuries, boost::math::tools::eps_tolerance<double>(40), iterations);
  return 0.5 * (low + high);
}

}  // namespace

EventPrior event_prior(const ArmModels& arms, double events) {
  EventPrior prior{events};
  if (events == 0.0) return prior;
  const double last = arms.survival(0, two_centuries);
  for (int k = 0; k < quantiles; ++k) {
    const double survival = 1.0 - (k + 0.5) / quantiles;
    if (survival > last) prior.times.push_back(time_of(arms, survival));
  }
  prior.event_free = 1.0 - static_cast<double>(prior.times.size()) / quantiles;
  if (!prior.times.empty()) prior.horizon = prior.times.back();
  if (prior.times.empty()) prior.events = 0.0;
  return prior;
}

EventPrior event_prior(const Scenario& scenario) {
  if (scenario.forecast.prior_events == 0.0) return {};
  return event_prior(TrialPlan{scenario}.arms, scenario.forecast.prior_events);
}

}  // namespace rehearse
