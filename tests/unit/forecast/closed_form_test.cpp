// Exponential times, nobody drops out or enters: of n at risk the k-th event
// comes by x with the probability that k of n independent ones do, a beta
// function of 1 - e^(-rate x); where the rate is drawn, averaged over the gamma
// distribution that d events in so much time at risk leave to it.
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <cmath>

#include "rehearse/forecast/forecast_trial.hpp"
#include "support/catch.hpp"
#include "unit/forecast/trials.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

constexpr int at_risk = 60;
constexpr int events = 40;
constexpr int further = 20;
constexpr double cutoff = 200.0;
const std::vector<double> after{110.0, 140.0, 170.0, 220.0};  // the cut-off

Scenario without_dropout() {
  Scenario s = plain_scenario();
  s.participants = at_risk + events;
  s.forecast.distributions = {Family::exponential};
  s.forecast.dropout = DropoutForecast::none;
  return s;
}

OngoingTrial all_entered() {
  OngoingTrial trial{"2026-01-01", cutoff, 0.0, {}};
  for (int i = 0; i < at_risk + events; ++i) {
    OngoingParticipant& p = trial.participants.emplace_back();
    p.time = i < events ? 4.0 * (i + 1) : cutoff;
    if (i < events) p.status = FollowUp::event;
  }
  return trial;
}

double time_at_risk() {
  return 4.0 * events * (events + 1) / 2.0 + at_risk * cutoff;
}

double by(double days, double rate) {
  const boost::math::beta_distribution<> order{further, at_risk - further + 1};
  return cdf(order, -std::expm1(-rate * days));
}

// Over the midpoints of 2,000 equal shares of the rate's distribution.
double by_drawn(double days) {
  const boost::math::gamma_distribution<> rates{events, 1.0 / time_at_risk()};
  constexpr int parts = 2'000;
  double sum = 0.0;
  for (int i = 0; i < parts; ++i)
    sum += by(days, quantile(rates, (i + 0.5) / parts)) / parts;
  return sum;
}

MilestoneForecast forecast_by(ParameterDraws parameters) {
  const Scenario s = without_dropout();
  const OngoingTrial trial = all_entered();
  FutureRequest request;
  request.futures = 40'000;
  request.parameters = parameters;
  request.milestones = {{"", Counted::events, events + further}};
  for (const double days : after) request.by.push_back(cutoff + days);
  const auto forecast = forecast_trial(trial, fit_models(s, trial, nullptr, {}),
                                       request, {Threads{2}, nullptr, {}, {}});
  return forecast->milestones.front();
}

}  // namespace

// Of each probability an error of .0025 to .0035; beyond 4.5 of them one time
// in 150,000. The rate at its estimate for one drawn differs by .04.
TEST_CASE("a rate that is fixed gives order statistics",
          "[forecast][statistical][FCT-02]") {
  const MilestoneForecast found = forecast_by(ParameterDraws::fixed);
  const double rate = events / time_at_risk();
  for (std::size_t i = 0; i < after.size(); ++i) {
    CAPTURE(after[i], found.by[i].estimate, by(after[i], rate));
    CHECK(std::abs(found.by[i].estimate - by(after[i], rate)) <
          4.5 * found.by[i].mcse);
  }
}

TEST_CASE("a rate that is drawn gives them over its posterior",
          "[forecast][statistical][FCT-02]") {
  const MilestoneForecast found = forecast_by(ParameterDraws::posterior);
  for (std::size_t i = 0; i < after.size(); ++i) {
    CAPTURE(after[i], found.by[i].estimate, by_drawn(after[i]));
    CHECK(std::abs(found.by[i].estimate - by_drawn(after[i])) <
          4.5 * found.by[i].mcse);
  }
}
