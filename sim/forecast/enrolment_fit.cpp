#include "rehearse/forecast/enrolment_fit.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <memory>

#include "forecast/enrolment_rate.hpp"
#include "forecast/site_opening.hpp"
#include "rehearse/trial/enrolment.hpp"
#include "rehearse/trial/scenario.hpp"
#include "rehearse/trial/site_enrolment.hpp"

namespace rehearse {
namespace {

constexpr int midpoints = 200;
constexpr double shape_sd = 2.0;  // of the weak prior on the log shape

// log-likelihood of a Poisson process with entries until `end`.
double log_process(const EnrolmentRate& rate, std::span<const double> entries,
                   double end) {
  double sum = -rate.cumulative(end);
  for (const double time : entries) sum += rate.log_rate(time);
  return sum;
}

double log_process_prior(const EnrolmentRate& rate,
                         const EnrolmentPrior& prior) {
  if (prior.participants == 0.0) return 0.0;
  double sum = 0.0;
  for (const double time : prior.entries) sum += rate.log_rate(time);
  return prior.participants * (sum / static_cast<double>(prior.entries.size()) -
                               rate.cumulative(prior.end) / prior.planned);
}

// Numbers by site, each Poisson given a rate of the gamma distribution.
double log_sites(const EnrolmentData& data, double log_mean, double log_shape) {
  const SiteRates rates{std::exp(log_shape), std::exp(log_shape - log_mean)};
  double sum = 0.0;
  for (const EnrollingSite& site : data.sites)
    sum += log_site(site, data.cutoff, rates);
  return sum;
}

// Of the mean rate, as if sites were the same.
double log_sites_prior(const EnrolmentData& data, double log_mean) {
  const EnrolmentPrior& prior = data.prior;
  if (prior.participants == 0.0) return 0.0;
  const double exposure = prior.end * static_cast<double>(data.sites.size());
  return prior.participants *
         (log_mean - std::exp(log_mean) * exposure / prior.planned);
}

double log_data(const EnrolmentData& data, EnrolmentForm form,
                std::span<const double> p) {
  if (form == EnrolmentForm::sites) return log_sites(data, p[0], p[1]);
  return log_process({form, p}, data.entries, data.cutoff + 1.0);
}

double log_priors(const EnrolmentData& data, EnrolmentForm form,
                  std::span<const double> p) {
  if (form != EnrolmentForm::sites)
    return log_process_prior({form, p}, data.prior);
  return log_sites_prior(data, p[0]) -
         0.5 * p[1] * p[1] / (shape_sd * shape_sd);
}

// Participants in so much time at risk: days, or days of sites.
struct EntryCount {
  double participants;
  double exposure;
};
EntryCount counted(const EnrolmentData& data, EnrolmentForm form) {
  EntryCount all{static_cast<double>(data.entries.size()), data.cutoff + 1.0};
  if (form == EnrolmentForm::sites) {
    all = {0.0, 0.0};
    for (const EnrollingSite& site : data.sites) {
      all.participants += entered_in(site);
      all.exposure += exposure_of(site, data.cutoff);
    }
  }
  return all;
}

std::vector<double> start_of(const EnrolmentData& data, EnrolmentForm form) {
  auto [participants, exposure] = counted(data, form);
  if (data.prior.participants > 0.0) {
    const double sites = form == EnrolmentForm::sites
                             ? static_cast<double>(data.sites.size())
                             : 1.0;
    participants += data.prior.participants;
    exposure +=
        data.prior.participants * data.prior.end * sites / data.prior.planned;
  }
  if (participants <= 0.0 || exposure <= 0.0) return {};
  const double log_rate = std::log(participants / exposure);
  if (form == EnrolmentForm::poisson) return {log_rate};
  if (form == EnrolmentForm::sites) return {log_rate, 0.0};
  const double log_delta = std::log(3.0 / (data.cutoff + 1.0));
  return {log_rate + log_delta + 0.4, log_delta};
}

// A site of the trial that isn't opened by anything but its participants.
void open_by_participants(const OngoingTrial& trial, std::size_t index,
                          EnrollingSite& site) {
  site.entered = 0;
  for (const OngoingParticipant& participant : trial.participants) {
    if (participant.site != index) continue;
    if (site.entered++ == 0) {
      site.first = participant.randomized + 1.0;
      if (std::isnan(site.opens)) {
        site.opens = site.first;
        site.opened_by_first = true;
      }
    }
    if (site.cap && site.entered >= *site.cap)
      site.closes = std::min(site.closes, participant.randomized + 1.0);
  }
  if (std::isnan(site.opens))
    site.opens = std::numeric_limits<double>::infinity();
}

}  // namespace

EnrolmentPrior enrolment_prior(const Scenario& scenario) {
  EnrolmentPrior prior{scenario.forecast.prior_participants};
  if (prior.participants == 0.0) return {};
  const EnrolmentProfile profile{scenario.enrolment, scenario.participants};
  prior.end = profile.expected_end();
  prior.planned = scenario.participants;
  for (int k = 0; k < midpoints; ++k) {
    std::uintmax_t iterations = 200;
    const double share = (k + 0.5) / midpoints;
    const auto [low, high] = boost::math::tools::bisect(
        [&](double days) { return profile.entered_share(days) - share; }, 0.0,
        prior.end, boost::math::tools::eps_tolerance<double>(40), iterations);
    prior.entries.push_back(0.5 * (low + high));
  }
  return prior;
}

EnrolmentData enrolment_data(const OngoingTrial& trial,
                             std::vector<EnrollingSite> sites) {
  EnrolmentData data;
  data.cutoff = trial.cutoff;
  data.sites = std::move(sites);
  for (const OngoingParticipant& participant : trial.participants)
    data.entries.push_back(participant.randomized + 1.0);
  std::ranges::sort(data.entries);
  for (std::size_t i = 0; i < data.sites.size(); ++i)
    open_by_participants(trial, i, data.sites[i]);
  return data;
}

EnrolmentData by_screened_days(EnrolmentData data,
                               std::shared_ptr<const SiteEnrolment> plan) {
  // Who enters by a day was screened so much before.
  const auto entering = [&](double day) {
    return std::isfinite(day)
               ? plan->screened_days(std::max(0.0, day - plan->screening()))
               : day;
  };
  for (EnrollingSite& site : data.sites) {
    if (site.opened_by_first) {
      site.opens = entering(site.opens);
    } else if (std::isfinite(site.opens)) {
      const double end = plan->screened_days(site.opens + site.window);
      site.opens = plan->screened_days(site.opens);
      site.window = end - site.opens;
    }
    site.first = entering(site.first);
    site.closes = entering(site.closes);
  }
  data.cutoff = entering(data.cutoff + 1.0) - 1.0;
  data.clock = std::move(plan);
  return data;
}

FittedEnrolment fit_enrolment(EnrolmentForm form, const EnrolmentData& data) {
  FittedEnrolment fit{form, data, {}, {}};
  const auto kept = std::make_shared<const EnrolmentData>(data);
  fit.posterior = [kept, form](std::span<const double> p) {
    return log_data(*kept, form, p) + log_priors(*kept, form, p);
  };
  const std::vector<double> start = start_of(data, form);
  if (start.empty()) {
    fit.maximum.fault = MaximumFault::no_data;
    return fit;
  }
  fit.maximum = maximize(fit.posterior, start);
  if (!fit.maximum.converged()) return fit;
  fit.log_likelihood = log_data(data, form, fit.maximum.parameters);
  const auto count = static_cast<double>(fit.maximum.parameters.size());
  const auto entered = static_cast<double>(data.entries.size());
  fit.aic = 2.0 * (count - fit.log_likelihood);
  fit.bic = count * std::log(std::max(entered, 1.0)) - 2.0 * fit.log_likelihood;
  return fit;
}

}  // namespace rehearse
