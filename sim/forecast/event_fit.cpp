#include "rehearse/forecast/event_fit.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {
namespace {

constexpr std::size_t folds = 10;

double log_one(const ArmHazards& arms, std::size_t arm,
               const EventData::Row& row) {
  const double survived = -arms.cumulative_hazard(arm, row.time);
  return row.event ? survived + std::log(arms.hazard(arm, row.time)) : survived;
}

double log_multiplier_prior(const MultiplierPrior& prior, double b) {
  if (!std::isfinite(prior.sd)) return 0.0;
  const double z = (b - prior.mean) / prior.sd;
  return -0.5 * z * z;
}

// The config's control arm as so many events.
double log_event_prior(const EventPrior& prior, const EventTimeModel& control) {
  if (prior.events == 0.0) return 0.0;
  double sum = 0.0;
  for (const double t : prior.times)
    sum += std::log(control.hazard(t)) - control.cumulative_hazard(t);
  const double free = prior.event_free / (1.0 - prior.event_free);
  return prior.events * (sum / static_cast<double>(prior.times.size()) -
                         free * control.cumulative_hazard(prior.horizon));
}

ArmHazards arms_of(const EventData& data, const EventFamily& family,
                   std::span<const double> parameters) {
  const double b =
      data.multiplier.is_fixed() ? data.multiplier.mean : parameters.back();
  return {event_model(family, parameters), data.effects, std::exp(b)};
}

std::vector<double> log_densities(const EventData& data,
                                  const ArmHazards& arms) {
  std::vector<double> densities(data.rows.size());
  if (data.log_densities) {
    data.log_densities(arms, densities);
    return densities;
  }
  for (std::size_t i = 0; i < densities.size(); ++i)
    densities[i] = log_density(arms, data.effects.share, data.rows[i]);
  return densities;
}

double log_likelihood(const EventData& data, const ArmHazards& arms,
                      std::optional<std::size_t> without) {
  const std::vector<double> densities = log_densities(data, arms);
  double sum = 0.0;
  for (std::size_t i = 0; i < densities.size(); ++i)
    if (without != i % folds) sum += densities[i];
  return sum;
}

double log_priors(const EventData& data, const EventFamily& family,
                  const ArmHazards& arms, std::span<const double> parameters) {
  const double b =
      data.multiplier.is_fixed()
          ? 0.0
          : log_multiplier_prior(data.multiplier, parameters.back());
  return b + log_weak_prior(family, parameters) +
         log_event_prior(data.prior, arms.control());
}

std::vector<double> event_times(const EventData& data) {
  std::vector<double> times;
  for (const EventData::Row& row : data.rows)
    if (row.event) times.push_back(row.time);
  return times;
}

double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return values.empty() ? 0.0 : sum / static_cast<double>(values.size());
}

// The highest of the maxima that were found from each start.
Maximum highest(const LogLikelihood& posterior, const EventData& data,
                const EventFamily& family, double events) {
  double exposure = data.prior.events * mean_of(data.prior.times);
  for (const EventData::Row& row : data.rows) exposure += row.time;
  Maximum best{{}, {}, -unbounded, MaximumFault::no_data};
  if (events == 0.0) return best;
  for (std::vector<double> start : starts_of(family, events, exposure)) {
    if (!data.multiplier.is_fixed()) start.push_back(data.multiplier.mean);
    Maximum maximum = maximize(posterior, start);
    const bool is_better = best.fault && !maximum.fault;
    if (is_better || (!maximum.fault && maximum.value > best.value) ||
        best.parameters.empty())
      best = std::move(maximum);
  }
  return best;
}

}  // namespace

EventData event_data(const OngoingTrial& trial, const Scenario& scenario,
                     const MultiplierPrior& multiplier) {
  EventData data{{}, arm_effects(scenario), multiplier, event_prior(scenario)};
  for (const OngoingParticipant& participant : trial.participants)
    data.rows.push_back({participant.time,
                         participant.status == FollowUp::event,
                         participant.arm});
  return data;
}

double log_density(const ArmHazards& arms, std::span<const double> shares,
                   const EventData::Row& row) {
  if (row.arm || arms.is_one()) return log_one(arms, row.arm.value_or(0), row);
  double highest = -unbounded;
  for (std::size_t arm = 0; arm < shares.size(); ++arm)
    highest = std::max(highest, log_one(arms, arm, row));
  if (!std::isfinite(highest)) return highest;
  double sum = 0.0;
  for (std::size_t arm = 0; arm < shares.size(); ++arm)
    sum += shares[arm] * std::exp(log_one(arms, arm, row) - highest);
  return highest + std::log(sum);
}

ArmHazards FittedEvents::arms(std::span<const double> parameters) const {
  return arms_of(*data, family, parameters);
}

FittedEvents fit_events(std::shared_ptr<const EventData> data, Family family) {
  std::vector<double> times = event_times(*data);
  const std::vector<double>& planned = data->prior.times;
  if (times.empty() && data->prior.events > 0.0)
    times.assign(planned.begin(), planned.end());
  const EventFamily form = event_family(family, std::move(times));
  return fit_events(std::move(data), form, {}, std::nullopt);
}

FittedEvents fit_events(std::shared_ptr<const EventData> data,
                        const EventFamily& family,
                        std::span<const double> start,
                        std::optional<std::size_t> without) {
  FittedEvents fit{family, data, {}, {}};
  fit.posterior = [data, family, without](std::span<const double> parameters) {
    const ArmHazards arms = arms_of(*data, family, parameters);
    return log_likelihood(*data, arms, without) +
           log_priors(*data, family, arms, parameters);
  };
  const auto events = static_cast<double>(event_times(*data).size());
  fit.maximum = start.empty() ? highest(fit.posterior, *data, family,
                                        events + data->prior.events)
                              : maximize(fit.posterior, start);
  if (!fit.maximum.converged()) return fit;
  fit.log_likelihood =
      log_likelihood(*data, fit.arms(fit.maximum.parameters), without);
  const auto count = static_cast<double>(fit.maximum.parameters.size());
  fit.aic = 2.0 * (count - fit.log_likelihood);
  fit.bic = count * std::log(std::max(events, 1.0)) - 2.0 * fit.log_likelihood;
  return fit;
}

std::vector<double> cross_validated(const FittedEvents& fit) {
  const EventData& data = *fit.data;
  std::vector<double> log_predictive(data.rows.size());
  for (std::size_t fold = 0; fold < std::min(folds, data.rows.size()); ++fold) {
    const FittedEvents others =
        fit_events(fit.data, fit.family, fit.maximum.parameters, fold);
    const ArmHazards arms =
        fit.arms(others.maximum.converged() ? others.maximum.parameters
                                            : fit.maximum.parameters);
    const std::vector<double> densities = log_densities(data, arms);
    for (std::size_t i = fold; i < densities.size(); i += folds)
      log_predictive[i] = densities[i];
  }
  return log_predictive;
}

}  // namespace rehearse
