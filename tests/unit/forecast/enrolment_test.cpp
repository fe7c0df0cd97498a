#include "rehearse/core/numbers.hpp"
#include "rehearse/forecast/enrolment_fit.hpp"
#include "rehearse/forecast/parameter_draws.hpp"
#include "trials.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

// Entries on such days, by the cut-off on the last but one of `days`.
EnrolmentData entries_on(std::vector<double> days, double cutoff) {
  OngoingTrial trial;
  trial.cutoff = cutoff;
  for (const double day : days) {
    trial.participants.emplace_back();
    trial.participants.back().randomized = day;
  }
  return enrolment_data(trial);
}

EnrollingSite site(double opens, int entered) {
  EnrollingSite site;
  site.opens = opens;
  site.entered = entered;
  return site;
}

// Open for 200, 150, ... days.
EnrolmentData six_sites() {
  EnrolmentData data;
  data.cutoff = 299.0;
  for (const auto& [entered, open] : {std::pair{5, 200.0},
                                      {0, 150.0},
                                      {3, 100.0},
                                      {12, 220.0},
                                      {1, 30.0},
                                      {7, 90.0}})
    data.sites.push_back(site(300.0 - open, entered));
  return data;
}

std::vector<double> future_of(const FittedEnrolment& fit, std::size_t count,
                              std::uint64_t replicate,
                              std::span<std::size_t> sites = {}) {
  std::vector<double> entries(count);
  WordStream words{{5, Purpose::forecast, replicate}, 0};
  future_entries(fit, fit.maximum.parameters, entries, sites, words);
  return entries;
}

}  // namespace

TEST_CASE("a constant rate", "[forecast][exact]") {
  const auto data = entries_on({0, 3, 3, 9, 20, 31, 45, 50}, 99.0);
  const FittedEnrolment fit = fit_enrolment(EnrolmentForm::poisson, data);
  REQUIRE(fit.maximum.converged());
  CHECK(fit.maximum.parameters[0] == Approx(std::log(0.08)).margin(1e-9));
  CHECK(fit.maximum.se(0) == Approx(1.0 / std::sqrt(8.0)).epsilon(1e-6));
  CHECK(fit.aic == Approx(2.0 - 2.0 * (8.0 * std::log(0.08) - 8.0)));
  CHECK(fit.bic == Approx(fit.aic - 2.0 + std::log(8.0)));
  CHECK(fit_enrolment(EnrolmentForm::poisson, entries_on({}, 9.0))
            .maximum.fault == MaximumFault::no_data);
}

TEST_CASE("the config's enrolment is worth its participants",
          "[forecast][exact]") {
  Scenario s = plain_scenario();
  s.forecast.prior_participants = 12.0;
  const EnrolmentPrior prior = enrolment_prior(s);
  CHECK(prior.end == Approx(400.0));
  CHECK(prior.entries.size() == 200);
  CHECK(prior.entries[10] == Approx(400.0 * 10.5 / 200.0));
  EnrolmentData data = entries_on({0, 3, 3, 9, 20, 31, 45, 50}, 99.0);
  data.prior = prior;
  // 300 in 400 days: 12 in 16.
  const FittedEnrolment fit = fit_enrolment(EnrolmentForm::poisson, data);
  CHECK(fit.maximum.parameters[0] ==
        Approx(std::log(20.0 / 116.0)).margin(1e-8));
  CHECK(fit.maximum.se(0) == Approx(1.0 / std::sqrt(20.0)).epsilon(1e-6));
  const FittedEnrolment alone =
      fit_enrolment(EnrolmentForm::poisson, EnrolmentData{{}, 0.0, {}, prior});
  CHECK(alone.maximum.converged());
  s.forecast.prior_participants = 0.0;
  CHECK(enrolment_prior(s).participants == 0.0);
  CHECK(enrolment_prior(s).entries.empty());
}

// R's optim of the negative binomial's likelihood, with the weak prior.
TEST_CASE("sites' rates are of a gamma distribution", "[forecast][exact]") {
  const FittedEnrolment fit = fit_enrolment(EnrolmentForm::sites, six_sites());
  REQUIRE(fit.maximum.converged());
  CHECK(fit.maximum.parameters[0] == Approx(-3.31658984).margin(1e-6));
  CHECK(fit.maximum.parameters[1] == Approx(0.62645310).margin(1e-6));
  CHECK(fit.maximum.se(0) == Approx(0.36710468).epsilon(1e-5));
  CHECK(fit.maximum.se(1) == Approx(0.87654666).epsilon(1e-5));
  CHECK(fit.log_likelihood == Approx(-119.71822066).epsilon(1e-8));
  // The config's mean for each of six sites: 300 in 400 days.
  EnrolmentData data = six_sites();
  data.prior = {1e7, {}, 400.0, 300.0};
  CHECK(std::exp(
            fit_enrolment(EnrolmentForm::sites, data).maximum.parameters[0]) ==
        Approx(300.0 / 400.0 / 6.0).epsilon(1e-4));
}

TEST_CASE("sites open with what is known of them", "[forecast][exact]") {
  OngoingTrial trial;
  trial.cutoff = 99.0;
  for (const auto& [day, at] :
       {std::pair{10.0, 0U}, {12.0, 1U}, {20.0, 0U}, {30.0, 1U}, {40.0, 0U}}) {
    trial.participants.emplace_back();
    trial.participants.back().randomized = day;
    trial.participants.back().site = at;
  }
  const double unknown = std::nan("");
  std::vector<EnrollingSite> sites{site(5.0, 0), site(unknown, 0),
                                   site(unknown, 0), site(150.0, 0)};
  sites[0].cap = 3;
  const EnrolmentData data = enrolment_data(trial, sites);
  CHECK(data.entries == std::vector{11.0, 13.0, 21.0, 31.0, 41.0});
  CHECK(data.sites[0].entered == 3);
  CHECK(data.sites[0].closes == 41.0);  // it is full
  CHECK(data.sites[1].opens == 13.0);   // behind its first one's day
  CHECK(data.sites[1].opened_by_first);
  CHECK(data.sites[2].opens == infinity);
  CHECK(data.sites[3].opens == 150.0);
  // 3 in 36 days and 1 in 87.
  const FittedEnrolment fit = fit_enrolment(EnrolmentForm::sites, data);
  const auto log_likelihood = [](double log_mean, double log_shape) {
    const double a = std::exp(log_shape), r = a / std::exp(log_mean);
    return std::lgamma(a + 3) + std::lgamma(a + 1) - 2 * std::lgamma(a) +
           2 * a * std::log(r) - (a + 3) * std::log(r + 36.0) -
           (a + 1) * std::log(r + 87.0);
  };
  CHECK(fit.log_likelihood ==
        Approx(log_likelihood(fit.maximum.parameters[0],
                              fit.maximum.parameters[1])));
}

// The closed form of the Poisson-gamma process (Anisimov & Fedorov 2007): 31
// sites open at 0, shape 1.2, half a participant a month; time to 246 has mean
// 16.30939 and sd 2.944268 months. 4 standard errors.
TEST_CASE("time to a sample by sites", "[forecast]") {
  FittedEnrolment fit;
  fit.form = EnrolmentForm::sites;
  fit.data.cutoff = -1.0;
  fit.data.sites.assign(31, site(0.0, 0));
  constexpr double month = 30.4375;
  fit.maximum.parameters = {std::log(0.5 / month), std::log(1.2)};
  constexpr std::size_t trials = 20'000;
  double sum = 0.0, squares = 0.0, early = 0.0;
  for (std::size_t i = 0; i < trials; ++i) {
    const double months = (future_of(fit, 246, i).back() + 1.0) / month;
    sum += months;
    squares += months * months;
    early += months < 12.0807 ? 1.0 : 0.0;
  }
  const double mean = sum / trials;
  CHECK(mean == Approx(16.30939).margin(4.0 * 2.944 / std::sqrt(trials)));
  CHECK(std::sqrt(squares / trials - mean * mean) ==
        Approx(2.944268).epsilon(4.0 / std::sqrt(trials)));
  CHECK(early / trials ==
        Approx(0.05).margin(4.0 * std::sqrt(0.05 * 0.95 / trials)));
}

// A site's rate given n in t days is gamma of shape + n: F of its next wait.
TEST_CASE("a site goes on at what it has shown", "[forecast]") {
  FittedEnrolment fit;
  fit.form = EnrolmentForm::sites;
  fit.data.cutoff = 99.0;
  fit.data.sites = {site(20.0, 6)};
  fit.maximum.parameters = {std::log(0.02), std::log(2.0)};
  constexpr std::size_t trials = 20'000;
  double later = 0.0;
  for (std::size_t i = 0; i < trials; ++i)
    later += future_of(fit, 1, i).front() > 99.0 + 8.0 ? 1.0 : 0.0;
  // Shape 8, inverse scale 100 + 80.
  const double expected = std::pow(180.0 / 188.0, 8.0);
  CHECK(later / trials ==
        Approx(expected).margin(
            4.0 * std::sqrt(expected * (1.0 - expected) / trials)));
}

TEST_CASE("entries keep to openings, closings and caps", "[forecast]") {
  FittedEnrolment fit;
  fit.form = EnrolmentForm::sites;
  fit.data.cutoff = 99.0;
  fit.data.sites = {site(0.0, 3), site(130.0, 0), site(0.0, 2),
                    site(infinity, 0)};
  fit.data.sites[0].cap = 5;
  fit.data.sites[2].closes = 150.0;
  fit.maximum.parameters = {std::log(0.2), std::log(2.0)};
  for (std::uint64_t replicate = 0; replicate < 50; ++replicate) {
    std::vector<std::size_t> sites(60, 9);
    const auto entries = future_of(fit, 60, replicate, sites);
    CHECK(std::ranges::is_sorted(entries));
    CHECK(entries.front() > 99.0);
    CHECK(entries.back() < infinity);  // the second has no end
    CHECK(std::ranges::count(sites, 0U) <= 2);
    CHECK(std::ranges::count(sites, 3U) == 0);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (sites[i] == 1) CHECK(entries[i] > 129.0);
      if (sites[i] == 2) CHECK(entries[i] < 149.0);
    }
  }
  fit.data.sites.erase(fit.data.sites.begin() + 1);
  CHECK(future_of(fit, 60, 0).back() == infinity);
}

TEST_CASE("a constant rate goes on", "[forecast][FCT-03]") {
  const auto data = entries_on({0, 3, 3, 9, 20, 31, 45, 50}, 99.0);
  const FittedEnrolment fit = fit_enrolment(EnrolmentForm::poisson, data);
  constexpr std::size_t trials = 10'000;
  double sum = 0.0;
  for (std::size_t i = 0; i < trials; ++i)
    sum += future_of(fit, 10, i).back() - 99.0;
  CHECK(sum / trials ==
        Approx(125.0).margin(4.0 * std::sqrt(10.0) * 12.5 / std::sqrt(trials)));
}

// A Poisson process whose rate rises: expected entries are the integral of
// (mu / delta)(1 - e^(-delta t)), by hand.
TEST_CASE("a decaying rate goes on from the cut-off", "[forecast]") {
  FittedEnrolment fit;
  fit.form = EnrolmentForm::decaying;
  fit.data.cutoff = 99.0;
  for (const double delta : {1e-9, 0.01, 0.3}) {
    CAPTURE(delta);
    const double highest = 0.4, from = 100.0, to = 160.0;
    fit.maximum.parameters = {std::log(highest * delta), std::log(delta)};
    if (delta < 1e-8) fit.maximum.parameters[0] = std::log(0.002);
    const double expected =
        delta < 1e-8 ? 0.001 * (to * to - from * from)
                     : highest * (to - from) + highest / delta *
                                                   (std::exp(-delta * to) -
                                                    std::exp(-delta * from));
    constexpr std::size_t trials = 4'000;
    double sum = 0.0;
    for (std::size_t i = 0; i < trials; ++i)
      for (const double day : future_of(fit, 80, i))
        sum += day + 1.0 <= to ? 1.0 : 0.0;
    CHECK(sum / trials ==
          Approx(expected).margin(4.0 * std::sqrt(expected / trials)));
  }
}

TEST_CASE("a rate that decays by nothing rises in a line",
          "[forecast][exact]") {
  const auto data = entries_on({0, 3, 3, 9, 20, 31, 45, 50}, 99.0);
  const FittedEnrolment fit = fit_enrolment(EnrolmentForm::decaying, data);
  double expected = -0.5 * 0.002 * 100.0 * 100.0;
  for (const double time : data.entries) expected += std::log(0.002 * time);
  CHECK(fit.posterior(std::vector{std::log(0.002), -40.0}) ==
        Approx(expected).epsilon(1e-12));
}
