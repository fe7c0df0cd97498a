#include "rehearse/forecast/forecast_models.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rehearse/trial/site_enrolment.hpp"

namespace rehearse {
namespace {

struct LogRatio {
  double mean;
  double sd;
};

LogRatio moments_of(const NormalPrior& prior) { return {prior.mean, prior.sd}; }

LogRatio moments_of(const TablePrior& prior) {
  double mean = 0.0;
  double square = 0.0;
  for (const auto& [hazard_ratio, probability] : prior.rows) {
    const double log_ratio = std::log(hazard_ratio);
    mean += probability * log_ratio;
    square += probability * log_ratio * log_ratio;
  }
  return {mean, std::sqrt(std::max(0.0, square - mean * mean))};
}

// b multiplies the stated ratio, where that is one for all times.
double stated_log_ratio(const Scenario& scenario) {
  const std::vector<EffectPeriod>& effect = scenario.endpoint.effect;
  return effect.size() == 1 ? std::log(effect.front().hazard_ratio) : 0.0;
}

// Sites as the config has them: open from then on, or at a time uniform over a
// window; where somebody entered before, with the first participant.
std::vector<EnrollingSite> sites_of(const SiteEnrolment& plan,
                                    const OngoingTrial& trial) {
  std::vector<EnrollingSite> sites;
  for (const SiteActivity& planned : plan.sites()) {
    EnrollingSite& site = sites.emplace_back();
    site.opens = planned.opens;
    site.window = planned.opening;
    site.cap = static_cast<int>(planned.cap);
  }
  for (const OngoingParticipant& p : trial.participants) {
    if (!p.site) continue;
    EnrollingSite& site = sites[*p.site];
    if (p.randomized + 1.0 - plan.screening() > site.opens) continue;
    site.opens = std::numeric_limits<double>::quiet_NaN();
    site.window = 0.0;
  }
  return sites;
}

bool knows_sites(const OngoingTrial& trial) {
  return std::ranges::any_of(
      trial.participants,
      [](const OngoingParticipant& p) { return p.site.has_value(); });
}

// By sites, whose openings the config plans and whose participants are told.
std::optional<FittedEnrolment> fit_sites(const Scenario& scenario,
                                         const OngoingTrial& trial) {
  if (scenario.enrolment.model != EnrolmentModel::sites || !knows_sites(trial))
    return std::nullopt;
  const auto plan = std::make_shared<const SiteEnrolment>(scenario);
  EnrolmentData data = enrolment_data(trial, sites_of(*plan, trial));
  double rate = 0.0;  // of all sites together, as planned
  for (const SiteActivity& site : plan->sites()) rate += site.rate;
  data.prior.participants = scenario.forecast.prior_participants;
  data.prior.end = 1.0;
  data.prior.planned = rate;
  return fit_enrolment(EnrolmentForm::sites,
                       by_screened_days(std::move(data), plan));
}

// A constant rate and one that settles, weighed by AIC; by sites where the
// config's enrolment is; or the form asked for.
void fit_enrolment(const Scenario& scenario, const OngoingTrial& trial,
                   const ModelRequest& request, ForecastModels& models) {
  models.sites = fit_sites(scenario, trial);
  if (request.enrolment.value_or(EnrolmentForm::sites) ==
          EnrolmentForm::sites &&
      models.sites && models.sites->maximum.converged()) {
    models.enrolment = {*models.sites};
    models.enrolment_weights = {1.0};
    return;
  }
  EnrolmentData data = enrolment_data(trial);
  if (scenario.enrolment.model != EnrolmentModel::sites)
    data.prior = enrolment_prior(scenario);
  std::vector<EnrolmentForm> forms{EnrolmentForm::poisson,
                                   EnrolmentForm::decaying};
  if (request.enrolment) forms = {*request.enrolment};
  std::vector<double> criteria;
  for (const EnrolmentForm form : forms) {
    if (form == EnrolmentForm::sites) continue;
    FittedEnrolment fit = fit_enrolment(form, data);
    if (!fit.maximum.converged()) continue;
    criteria.push_back(fit.aic);
    models.enrolment.push_back(std::move(fit));
  }
  models.enrolment_weights = criterion_weights(criteria);
}

}  // namespace

bool ForecastModels::has_events() const {
  return std::ranges::any_of(event_weights,
                             [](double weight) { return weight > 0.0; });
}

MultiplierPrior multiplier_prior(const Scenario& scenario, Blinding blinding) {
  if (scenario.prior) {
    const LogRatio prior = std::visit(
        [](const auto& stated) { return moments_of(stated); }, *scenario.prior);
    return {prior.mean - stated_log_ratio(scenario), prior.sd};
  }
  if (blinding == Blinding::blinded) return {};
  return {0.0, std::numeric_limits<double>::infinity()};
}

double expected_unseen_events(const OngoingTrial& trial,
                              const ForecastModels& models) {
  if (models.scanned) return 0.0;
  const auto heaviest =
      static_cast<std::size_t>(std::ranges::max_element(models.event_weights) -
                               models.event_weights.begin());
  const FittedEvents& fit = models.events[heaviest];
  const ArmHazards arms = fit.arms(fit.maximum.parameters);
  const std::vector<double>& shares = fit.data->effects.share;
  const auto event_free = [&](const OngoingParticipant& p, double time) {
    double sum = 0.0;
    for (std::size_t arm = 0; arm < shares.size(); ++arm)
      if (!p.arm || *p.arm == arm)
        sum += shares[arm] * std::exp(-arms.cumulative_hazard(arm, time));
    return sum;
  };
  double unseen = 0.0;
  for (const OngoingParticipant& p : trial.participants) {
    const double cut = trial.cutoff - p.randomized + trial.time_origin;
    if (p.status == FollowUp::ongoing && p.time < cut)
      unseen += 1.0 - event_free(p, cut) / event_free(p, p.time);
  }
  return unseen;
}

ForecastModels fit_models(const Scenario& scenario, const OngoingTrial& trial,
                          const CourseLibrary* library,
                          const ModelRequest& request) {
  ForecastModels models;
  EventData data =
      event_data(trial, scenario, multiplier_prior(scenario, request.blinding));
  if (library != nullptr) {
    const Reviewer endpoint = scenario.analysis.trigger.reviewer;
    models.scanned = std::make_shared<const ScannedFollowUp>(
        *library, trial, request.reader.value_or(endpoint), endpoint,
        data.effects.share);
    data.log_densities = [scanned = models.scanned](const ArmHazards& hazards,
                                                    std::span<double> out) {
      scanned->log_densities(hazards, out);
    };
  }
  models.dropout = fit_dropout(trial, scenario, data.prior);
  models.drops_out = scenario.forecast.dropout != DropoutForecast::none;
  const auto shared = std::make_shared<const EventData>(std::move(data));
  for (const Family family : scenario.forecast.distributions)
    models.events.push_back(fit_events(shared, family));
  models.event_weights = model_weights(models.events, request.averaging);
  const auto planned = static_cast<std::size_t>(scenario.participants);
  models.to_enter = planned - std::min(planned, trial.participants.size());
  if (models.to_enter > 0) fit_enrolment(scenario, trial, request, models);
  return models;
}

}  // namespace rehearse
