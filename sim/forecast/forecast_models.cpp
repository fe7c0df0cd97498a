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

std::vector<Family> families_of(const Scenario& scenario) {
  return scenario.forecast.distributions;
}

// Sites as the config has them: open from then on or, where it doesn't say or
// somebody entered before, from the first participant on.
std::vector<EnrollingSite> sites_of(const Scenario& scenario,
                                    const OngoingTrial& trial) {
  std::vector<EnrollingSite> sites(scenario.sites.size());
  for (EnrollingSite& site : sites)
    site.opens = std::numeric_limits<double>::quiet_NaN();
  if (scenario.enrolment.model == EnrolmentModel::sites) {
    const SiteEnrolment plan{scenario};
    for (std::size_t i = 0; i < sites.size(); ++i) {
      const SiteActivity& planned = plan.sites()[i];
      sites[i].opens = planned.opens + planned.opening / 2.0;
      if (planned.cap < std::numeric_limits<std::uint32_t>::max())
        sites[i].cap = static_cast<int>(planned.cap);
    }
  }
  for (const OngoingParticipant& p : trial.participants)
    if (p.site && p.randomized < sites[*p.site].opens)
      sites[*p.site].opens = p.randomized;
  return sites;
}

bool knows_sites(const OngoingTrial& trial) {
  return std::ranges::any_of(
      trial.participants,
      [](const OngoingParticipant& p) { return p.site.has_value(); });
}

// A constant rate and one that settles, weighed by AIC; or the form asked for.
void fit_enrolment(const Scenario& scenario, const OngoingTrial& trial,
                   const ModelRequest& request, ForecastModels& models) {
  const bool by_sites = knows_sites(trial) && !scenario.sites.empty();
  EnrolmentData data =
      enrolment_data(trial, by_sites ? sites_of(scenario, trial)
                                     : std::vector<EnrollingSite>{});
  data.prior = enrolment_prior(scenario);
  if (by_sites) models.sites = fit_enrolment(EnrolmentForm::sites, data);
  std::vector<EnrolmentForm> forms{EnrolmentForm::poisson,
                                   EnrolmentForm::decaying};
  if (by_sites && scenario.enrolment.model == EnrolmentModel::sites)
    forms = {EnrolmentForm::sites};
  if (request.enrolment) forms = {*request.enrolment};
  std::vector<double> criteria;
  for (const EnrolmentForm form : forms) {
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

bool ForecastModels::has_enrolment() const { return !enrolment.empty(); }

MultiplierPrior multiplier_prior(const Scenario& scenario, Blinding blinding) {
  if (scenario.prior) {
    const LogRatio prior = std::visit(
        [](const auto& stated) { return moments_of(stated); }, *scenario.prior);
    return {prior.mean - stated_log_ratio(scenario), prior.sd};
  }
  if (blinding == Blinding::blinded) return {};
  return {0.0, std::numeric_limits<double>::infinity()};
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
  for (const Family family : families_of(scenario))
    models.events.push_back(fit_events(shared, family));
  models.event_weights = model_weights(models.events, request.averaging);
  if (trial.participants.size() <
      static_cast<std::size_t>(scenario.participants))
    fit_enrolment(scenario, trial, request, models);
  return models;
}

}  // namespace rehearse
