#include "rehearse/forecast/dropout_fit.hpp"

#include <boost/random/gamma_distribution.hpp>
#include <cmath>

#include "rehearse/core/normal.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {
namespace {

// Over all arms, by their shares [1/day].
double planned_hazard(const Scenario& scenario) {
  double total = 0.0;
  double sum = 0.0;
  for (std::size_t arm = 0; arm < scenario.arms.size(); ++arm) {
    const double share = scenario.arms[arm].allocation;
    total += share;
    sum += share * (arm < arm_count
                        ? scenario.dropout_hazard[arm]
                        : scenario.further_dropout_hazard[arm - arm_count]);
  }
  return sum / total;
}

// In the time at risk that the prior's events take [days].
double planned_exposure(const EventPrior& prior) {
  if (prior.events == 0.0) return 0.0;
  double sum = 0.0;
  for (const double time : prior.times) sum += time;
  const double free = prior.event_free / (1.0 - prior.event_free);
  return prior.events *
         (sum / static_cast<double>(prior.times.size()) + free * prior.horizon);
}

}  // namespace

FittedDropout fit_dropout(const OngoingTrial& trial, const Scenario& scenario,
                          const EventPrior& prior) {
  double observed = 0.0;
  double exposure = 0.0;
  for (const OngoingParticipant& participant : trial.participants) {
    if (participant.status == FollowUp::dropout) observed += 1.0;
    exposure += participant.time;
  }
  const double planned = planned_exposure(prior);
  FittedDropout fit{observed + planned * planned_hazard(scenario),
                    exposure + planned};
  const double rate = fit.rate();
  const double value =
      (observed > 0.0 ? observed * std::log(rate) : 0.0) - rate * exposure;
  fit.aic = 2.0 - 2.0 * value;
  fit.bic = std::log(std::max(observed, 1.0)) - 2.0 * value;
  return fit;
}

double draw_dropout_rate(const FittedDropout& fit, ParameterDraws how,
                         WordStream& words) {
  if (how == ParameterDraws::posterior) {
    boost::random::gamma_distribution<double> gamma{fit.dropouts + 0.5,
                                                    1.0 / fit.exposure};
    return gamma(words);
  }
  if (how == ParameterDraws::fixed || fit.dropouts == 0.0) return fit.rate();
  return fit.rate() *
         std::exp(normal_quantile(words.uniform()) / std::sqrt(fit.dropouts));
}

}  // namespace rehearse
