#include "rehearse/design/event_times.hpp"

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "rehearse/core/units.hpp"
#include "rehearse/design/analytic_power.hpp"
#include "rehearse/design/trial_design.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// W1 of oracles.csv's benchmarks: 246 participants in 18 months, 161 events.
Scenario w1_scenario() {
  Scenario scenario;
  scenario.participants = 246;
  scenario.randomization.procedure.block_sizes = {4};
  scenario.randomization.procedure.block_weights = {1};
  scenario.stratum_streams = {0};
  scenario.enrolment.model = EnrolmentModel::poisson;
  scenario.enrolment.rates = {{unbounded, 246.0 / 18.0 / days_per_month}};
  scenario.endpoint.control.median = 6.8 * days_per_month;
  scenario.endpoint.effect = {{unbounded, 0.6}};
  scenario.dropout_hazard.fill(-std::log(0.95) / days_per_year);
  scenario.analysis.looks = {Look{}};
  scenario.analysis.looks[0].events = 161;
  scenario.analysis.planned_events = 161;
  return scenario;
}

double mean_months(const Scenario& scenario) {
  return look_times(scenario, trial_process(scenario))[0].mean / days_per_month;
}

// n participants who all enter at once; both arms have the same hazard [1/day].
Scenario at_once(int participants, int events, double hazard, double dropout) {
  Scenario scenario = w1_scenario();
  scenario.participants = participants;
  scenario.enrolment = {EnrolmentModel::uniform, 1e-3, 0.0, {}};
  scenario.endpoint.control.median = std::log(2.0) / hazard;
  scenario.endpoint.effect = {{unbounded, 1.0}};
  scenario.dropout_hazard.fill(dropout);
  scenario.analysis.looks[0].events = events;
  return scenario;
}

// E of the k-th of m independent exponentials of rate 1 (Rényi 1953).
double order_statistic(int k, int m) {
  double sum = 0.0;
  for (int i = m - k + 1; i <= m; ++i) sum += 1.0 / i;
  return sum;
}

double binomial_probability(int m, int n, double p) {
  return std::exp(std::lgamma(n + 1.0) - std::lgamma(m + 1.0) -
                  std::lgamma(n - m + 1.0) + m * std::log(p) +
                  (n - m) * std::log1p(-p));
}

}  // namespace

TEST_CASE("a look's mean time is that of a million simulated trials",
          "[design][exact][DES-13]") {
  // lrstat 0.3.3 (Poisson, 1,000,000 trials; sd 1.4491), independent loops of
  // 200,000 (even, sd 1.215; uniform, sd 1.255): within 4 standard errors.
  Scenario scenario = w1_scenario();
  CHECK(mean_months(scenario) == Approx(24.2474).margin(0.006));
  scenario.enrolment = {EnrolmentModel::even, 18 * days_per_month, 0.0, {}};
  CHECK(mean_months(scenario) == Approx(24.239).margin(0.011));
  scenario.enrolment.model = EnrolmentModel::uniform;
  CHECK(mean_months(scenario) == Approx(24.198).margin(0.0115));
  // W2 (lrstat 0.3.3, sd 1.5394), Poisson.
  scenario = w1_scenario();
  scenario.endpoint.effect = {{3.0 * days_per_month, 1.0}, {unbounded, 0.5}};
  CHECK(mean_months(scenario) == Approx(24.067921).margin(0.0062));
}

TEST_CASE("the k-th of n exponential times", "[design][exact]") {
  const double hazard = 0.01;
  for (const int k : {1, 2, 50, 190, 199, 200}) {
    const Scenario scenario = at_once(200, k, hazard, 0.0);
    const LookTime look = look_times(scenario, trial_process(scenario))[0];
    CAPTURE(k);
    CHECK(look.reached == Approx(1.0));
    CHECK(look.mean * hazard == Approx(order_statistic(k, 200)).epsilon(0.002));
  }
}

TEST_CASE("with dropout the k-th event may never come", "[design][exact]") {
  // Each participant's first of event and dropout is exponential with rate
  // 0.012, and an event with probability 5/6.
  const double hazard = 0.01;
  for (const int k : {150, 165, 170, 180}) {
    double reached = 0.0;
    double sum = 0.0;
    for (int m = k; m <= 200; ++m) {
      const double p = binomial_probability(m, 200, 5.0 / 6.0);
      reached += p;
      sum += p * order_statistic(k, m) / 0.012;
    }
    const Scenario scenario = at_once(200, k, hazard, 0.002);
    const LookTime look = look_times(scenario, trial_process(scenario))[0];
    CAPTURE(k);
    CHECK(look.reached == Approx(reached).margin(1e-4));
    CHECK(look.mean == Approx(sum / reached).epsilon(0.002));
  }
  const Scenario never = at_once(200, 199, hazard, 0.02);
  CHECK(look_times(never, trial_process(never))[0].mean == unbounded);
  CHECK(possible_events(trial_process(never)) ==
        Approx(200.0 / 3.0).epsilon(1e-6));
}

TEST_CASE("the later and the earlier of two triggers", "[design][exact]") {
  // One participant, one event, exponential with mean 100 days; first entry at
  // half of the thousandth of a day that enrolment takes.
  Scenario scenario = at_once(1, 1, 0.01, 0.0);
  scenario.arms[0].allocation = 1;
  Look& look = scenario.analysis.looks[0];
  look.calendar = 50.0;
  // E max(T, 50) = 50 + 100 exp(-1/2); E min = 100 (1 - exp(-1/2)).
  const double later = 100.0 * std::exp(-0.5);
  CHECK(mean_months(scenario) * days_per_month ==
        Approx(50.0 + later).epsilon(0.002));
  look.at = TriggerRule::earliest;
  CHECK(mean_months(scenario) * days_per_month ==
        Approx(100.0 - later).epsilon(0.002));
  look.at = TriggerRule::latest;
  look.wait_at_most = 20.0;
  // At day 70 at the latest.
  CHECK(mean_months(scenario) * days_per_month ==
        Approx(50.0 + later - 100.0 * std::exp(-0.7)).epsilon(0.002));
}

TEST_CASE("all of the events are not waited for in vain", "[design][exact]") {
  // The formulas' time of the 200th of 200 events is never, or centuries.
  const Scenario all = at_once(200, 200, 0.01, 0.0);
  const AnalyticPower analytic = analytic_power(all);
  CHECK(analytic.look_time[0] ==
        Approx(100.0 * order_statistic(200, 200)).epsilon(0.002));
  CHECK(analytic.power);
}

TEST_CASE("bad luck of a number of events", "[design][exact]") {
  // Binomial exactly, from either end, and Poisson.
  double tail = 0.0;
  for (int m = 12; m <= 20; ++m) tail += binomial_probability(m, 20, 0.7);
  CHECK(probability_of_events({14.0, 4.2}, 20.0, 12.0) == Approx(tail));
  tail = 0.0;
  for (int m = 5; m <= 20; ++m) tail += binomial_probability(m, 20, 0.3);
  CHECK(probability_of_events({6.0, 4.2}, 20.0, 5.0) == Approx(tail));
  CHECK(probability_of_events({2.0, 2.0}, 1e6, 1.0) ==
        Approx(-std::expm1(-2.0)));
  CHECK(probability_of_events({2.0, 2.0}, 20.0, 21.0) == 0.0);
  CHECK(probability_of_events({20.0, 0.0}, 20.0, 20.0) == Approx(1.0));
  CHECK(probability_of_events({0.0, 0.0}, 20.0, 1.0) == 0.0);
}

TEST_CASE("how likely it is that an arm has few events", "[design][exact]") {
  // Arms alike. R: 2 * pbinom(4, 12, 0.5).
  Scenario scenario = at_once(100, 12, 0.01, 0.0);
  const auto few = [&] {
    return few_events_probability(scenario, trial_process(scenario))[0];
  };
  CHECK(few() == Approx(0.3876953125).epsilon(1e-3));
  for (const int too_few : {4, 8, 9}) {  // for five in each arm
    scenario.analysis.looks[0].events = too_few;
    CHECK(few() == 1.0);
  }
  scenario.analysis.looks[0].events = 100;
  CHECK(few() < 1e-6);
  // Ten days after: m = 50 (1 - exp(-0.1)) each, 1 - (1 - ppois(4, m))^2.
  scenario.analysis.looks[0].events.reset();
  scenario.analysis.looks[0].calendar = 10.0;
  CHECK(few() == Approx(0.733647737487589).epsilon(1e-3));
}

TEST_CASE("Poisson enrolment may end late", "[design][exact]") {
  // Entry i has gamma distribution i: P(it is by t) summed over n entries has
  // the density rate P(fewer than n by t). No dropout; midpoints of 20,000.
  for (const int n : {60, 246}) {
    CAPTURE(n);
    Scenario scenario = w1_scenario();
    scenario.participants = n;
    const double end = 18.0 * days_per_month;
    const double rate = n / end;
    scenario.enrolment.rates = {{unbounded, rate}};
    scenario.endpoint.effect = {{unbounded, 1.0}};
    scenario.dropout_hazard.fill(0.0);
    const double cut = 24.0 * days_per_month;
    const double hazard = std::log(2.0) / (6.8 * days_per_month);
    double exact = 0.0;
    const double step = cut / 20'000;
    for (double t = 0.5 * step; t < cut; t += step)
      exact += step * rate * boost::math::gamma_q(n, rate * t) *
               -std::expm1(-hazard * (cut - t));
    const EventNumber number =
        event_number(trial_process(scenario), EnrolmentModel::poisson, cut);
    CHECK(number.mean == Approx(exact).margin(0.005));
  }
}

TEST_CASE("expected events where the rate of enrolment changes",
          "[design][exact]") {
  // 30 participants in six months, 216 in the next twelve; no dropout. Of a
  // rate r over (a, b): r ((b - a) - (e^-h(c-b) - e^-h(c-a)) / h).
  Scenario scenario = w1_scenario();
  scenario.enrolment.rates = {{6.0 * days_per_month, 5.0 / days_per_month},
                              {unbounded, 18.0 / days_per_month}};
  scenario.endpoint.effect = {{unbounded, 1.0}};
  scenario.dropout_hazard.fill(0.0);
  const double hazard = std::log(2.0) / 6.8;  // in months, as all here
  const auto of = [&](double rate, double from, double to, double cut) {
    return rate * (to - from -
                   (std::exp(-hazard * (cut - to)) -
                    std::exp(-hazard * (cut - from))) /
                       hazard);
  };
  const TrialProcess trial = trial_process(scenario);
  for (const double cut : {18.0, 21.5, 30.0}) {
    CAPTURE(cut);
    const auto events = logrank_moments(trial, cut * days_per_month).events;
    CHECK(events[0] + events[1] ==
          Approx(of(5.0, 0.0, 6.0, cut) + of(18.0, 6.0, 18.0, cut))
              .epsilon(1e-11));
  }
}

TEST_CASE("the latest of triggers on the first day is on the first day",
          "[design][exact]") {
  Scenario scenario = w1_scenario();
  scenario.participants = 100'000;
  scenario.enrolment = {EnrolmentModel::even, 18 * days_per_month, 0.0, {}};
  Look& look = scenario.analysis.looks[0];
  look.events.reset();
  look.at = TriggerRule::latest;
  look.calendar = 0.5;  // after the first, who enters after minutes
  const TrialProcess trial = trial_process(scenario);
  const auto looks = expected_looks(scenario, trial);
  REQUIRE(looks.size() == 1);
  CHECK(looks[0].cut == Approx(0.5).margin(0.01));
}
