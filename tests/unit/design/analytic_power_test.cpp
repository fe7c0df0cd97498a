#include "rehearse/design/analytic_power.hpp"

#include <cmath>
#include <limits>

#include "rehearse/core/units.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// The benchmark W1: 246 participants in 18 months, one look at 161 events.
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
  scenario.analysis.looks.emplace_back();
  scenario.analysis.looks[0].events = 161;
  return scenario;
}

Scenario w2_scenario() {
  Scenario scenario = w1_scenario();
  scenario.endpoint.effect = {{3.0 * days_per_month, 1.0}, {unbounded, 0.5}};
  return scenario;
}

Scenario w3_scenario() {
  Scenario scenario = w1_scenario();
  scenario.analysis.efficacy.rule =
      FunctionSpending{Spending::lan_demets_obrien_fleming, 0.0};
  scenario.analysis.looks.insert(scenario.analysis.looks.begin(), Look{});
  scenario.analysis.looks[0].events = 113;
  return scenario;
}

// A prognostic factor: a fifth of the participants at twice the hazard.
Scenario with_factor(Scenario scenario, double hazard_ratio) {
  scenario.factors = {{"stage", {"II", "III"}, {0.8, 0.2}, {1, hazard_ratio}}};
  return scenario;
}

double months(double days) { return days / days_per_month; }

}  // namespace

TEST_CASE("analytic power of a fixed design is lrstat's",
          "[design][exact][DES-11]") {
  const AnalyticPower analytic = analytic_power(w1_scenario());
  CHECK(*analytic.schoenfeld_power == Approx(0.899878803).margin(1e-8));
  CHECK(*analytic.power == Approx(0.898345633).margin(2e-8));
  CHECK(months(analytic.look_time[0]) == Approx(24.242361728).epsilon(1e-8));
}

TEST_CASE("a delayed effect has no Schoenfeld figure", "[design][exact]") {
  const AnalyticPower analytic = analytic_power(w2_scenario());
  CHECK_FALSE(analytic.schoenfeld_power);
  CHECK(analytic.schoenfeld_stopping.empty());
  CHECK(*analytic.power == Approx(0.739376385).margin(5e-8));
  CHECK(months(analytic.look_time[0]) == Approx(24.0641336).epsilon(1e-7));
}

TEST_CASE("power by look is lrstat's", "[design][exact][DES-11][OUT-04]") {
  const AnalyticPower analytic = analytic_power(w3_scenario());
  CHECK(*analytic.schoenfeld_power == Approx(0.895872511).margin(1e-8));
  CHECK(analytic.schoenfeld_stopping[0].reject ==
        Approx(0.610615070).margin(1e-8));
  CHECK(analytic.schoenfeld_stopping[1].reject ==
        Approx(0.285257441).margin(1e-8));
  CHECK(analytic.stopping[0].reject == Approx(0.605335423).margin(4e-8));
  CHECK(analytic.stopping[1].reject == Approx(0.288673125).margin(4e-8));
  CHECK(months(analytic.look_time[0]) == Approx(18.015684605).epsilon(1e-8));
  CHECK(months(analytic.look_time[1]) == Approx(24.242361728).epsilon(1e-8));
}

TEST_CASE("a delayed effect's group-sequential power",
          "[design][exact][DES-12]") {
  // simtrial's vignette: 362 in 12 months, looks at 106, 227, 287 events come
  // at 12, 24, 35.9 months with cumulative power .01, .66, .90.
  Scenario scenario = w3_scenario();
  scenario.participants = 362;
  scenario.enrolment = {
      EnrolmentModel::uniform, 12.0 * days_per_month, 0.0, {}};
  scenario.endpoint.control.median = 10.0 * days_per_month;
  scenario.endpoint.effect = {{3.0 * days_per_month, 1.0}, {unbounded, 0.6}};
  scenario.dropout_hazard.fill(0.001 / days_per_month);
  scenario.analysis.looks.push_back(scenario.analysis.looks.back());
  const double events[]{106, 227, 287};
  for (std::size_t k = 0; k < 3; ++k)
    scenario.analysis.looks[k].events = static_cast<int>(events[k]);
  const AnalyticPower analytic = analytic_power(scenario);
  CHECK(months(analytic.look_time[0]) == Approx(12.0).margin(0.05));
  CHECK(months(analytic.look_time[1]) == Approx(24.0).margin(0.05));
  CHECK(months(analytic.look_time[2]) == Approx(35.9).margin(0.05));
  CHECK(analytic.stopping[0].reject == Approx(0.01).margin(0.005));
  CHECK(analytic.stopping[0].reject + analytic.stopping[1].reject ==
        Approx(0.66).margin(0.005));
  CHECK(*analytic.power == Approx(0.90).margin(0.005));
}

TEST_CASE("looks by calendar and follow-up come when they say",
          "[design][exact][SIM-16]") {
  Scenario scenario = w3_scenario();
  Look& interim = scenario.analysis.looks[0];
  interim.events.reset();
  // Poisson at 246 in 18 months: the first enters after 18 / 246 on average,
  // the last after 18.
  interim.calendar = 12.0 * days_per_month;
  CHECK(months(analytic_power(scenario).look_time[0]) ==
        Approx(12.0 + 18.0 / 246.0).epsilon(1e-9));
  interim.calendar.reset();
  interim.follow_up = 2.0 * days_per_month;
  CHECK(months(analytic_power(scenario).look_time[0]) == Approx(20.0));
  scenario.analysis.planned_events = 161;
  const AnalyticPower analytic = analytic_power(scenario);
  CHECK_FALSE(analytic.schoenfeld_power);
  // The later the interim, the likelier that it rejects.
  CHECK(analytic.stopping[0].reject > 0.65);
  CHECK(analytic.stopping[0].reject < *analytic.power);
}

TEST_CASE("the earlier of two triggers, and a wait", "[design][exact]") {
  Scenario scenario = w1_scenario();
  Look& look = scenario.analysis.looks[0];
  look.calendar = 20.0 * days_per_month;
  const double first = 18.0 / 246.0;
  CHECK(months(analytic_power(scenario).look_time[0]) ==
        Approx(24.242361728).epsilon(1e-8));
  look.wait_at_most = 3.0 * days_per_month;
  // At 23 months after the first entry at the latest, earlier in a fifth of the
  // trials: 22.9148 in 100,000 simulated ones, standard error 0.0013.
  CHECK(months(analytic_power(scenario).look_time[0]) ==
        Approx(22.9148).margin(0.0052));
  look.wait_at_most.reset();
  look.at = TriggerRule::earliest;
  CHECK(months(analytic_power(scenario).look_time[0]) ==
        Approx(20.0 + first).epsilon(1e-8));
}

TEST_CASE("events not to be expected have no figure", "[design][exact]") {
  Scenario scenario = w1_scenario();
  scenario.analysis.looks[0].events = 240;
  const AnalyticPower analytic = analytic_power(scenario);
  CHECK_FALSE(analytic.power);
  CHECK(analytic.stopping.empty());
  CHECK(analytic.look_time[0] == std::numeric_limits<double>::infinity());
  CHECK(analytic.look_reached[0] < 0.5);
  CHECK_FALSE(analytic.schoenfeld_power);
  CHECK(analytic.schoenfeld_stopping.empty());
}

TEST_CASE("under the null hypothesis power is alpha", "[design][exact]") {
  Scenario scenario = with_factor(w3_scenario(), 2.0);
  scenario.endpoint.effect = {{unbounded, 1.0}};
  if (GENERATE(0, 1) == 1) scenario.analysis.stratify_by = {0};
  const AnalyticPower analytic = analytic_power(scenario);
  CHECK(*analytic.power == Approx(0.025).margin(1e-9));
  CHECK(*analytic.schoenfeld_power == Approx(0.025).margin(1e-9));
}

TEST_CASE("a factor without prognosis changes nothing", "[design][exact]") {
  Scenario scenario = with_factor(w1_scenario(), 1.0);
  if (GENERATE(0, 1) == 1) scenario.analysis.stratify_by = {0};
  CHECK(*analytic_power(scenario).power ==
        Approx(*analytic_power(w1_scenario()).power).margin(1e-10));
}

TEST_CASE("strata recover what mixing hazards hides", "[design][exact]") {
  // Gail, Wieand & Piantadosi 1984: leaving a prognostic factor out pulls the
  // hazard ratio of the mixture to 1.
  Scenario scenario = with_factor(w1_scenario(), 4.0);
  const double mixed = *analytic_power(scenario).power;
  scenario.analysis.stratify_by = {0};
  const double stratified = *analytic_power(scenario).power;
  CHECK(stratified > mixed + 0.01);
}

TEST_CASE("everybody's events are the sum over the strata", "[design][exact]") {
  Scenario scenario = with_factor(w1_scenario(), 4.0);
  scenario.dropout_hazard = {0.0004, 0.0002};
  scenario.analysis.stratify_by = {0};
  TrialProcess trial = trial_process(scenario);
  REQUIRE(trial.strata.size() == 2);
  REQUIRE(trial.everybody);
  for (const double cut : {30.0, 400.0, 1200.0}) {
    const auto mixed = expected_events(trial, cut);
    const auto sum = logrank_moments(trial, cut).events;
    TrialProcess without = trial;
    without.everybody.reset();
    for (std::size_t arm = 0; arm < arm_count; ++arm) {
      CHECK(mixed[arm] == Approx(sum[arm]).epsilon(1e-12));
      CHECK(expected_events(without, cut)[arm] ==
            Approx(sum[arm]).epsilon(1e-12));
    }
  }
}

TEST_CASE("a mixture is its cells", "[design][exact]") {
  // By hand, at one year: 0.8 e^-H + 0.2 e^-2H in control, H solved so that
  // the whole arm's median is 6.8 months.
  const TrialProcess trial = trial_process(with_factor(w1_scenario(), 2.0));
  // 0.8 x + 0.2 x^2 = 0.5 has x = (-0.8 + sqrt(1.04)) / 0.4.
  const double at_median = (-0.8 + std::sqrt(1.04)) / 0.4;
  const double rate = -std::log(at_median) / (6.8 * days_per_month);
  const double x = std::exp(-rate * 365.25);
  const ArmProcess& control = trial.strata[0].arms[0];
  CHECK(control.survival(365.25) == Approx(0.8 * x + 0.2 * x * x));
  CHECK(control.hazard(365.25) ==
        Approx(rate * (0.8 * x + 0.4 * x * x) / (0.8 * x + 0.2 * x * x)));
}
