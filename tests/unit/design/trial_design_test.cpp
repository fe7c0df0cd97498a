#include "rehearse/design/trial_design.hpp"

#include <cmath>

#include "rehearse/core/normal.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/design/event_count.hpp"
#include "rehearse/design/sample_size.hpp"
#include "rehearse/design/trial_assurance.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

Look look_at(std::string name, int events) {
  Look look;
  look.name = std::move(name);
  look.events = events;
  return look;
}

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
  scenario.analysis.looks = {look_at("final", 161)};
  scenario.analysis.planned_events = 161;
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
  scenario.analysis.looks.insert(scenario.analysis.looks.begin(),
                                 look_at("interim", 113));
  return scenario;
}

TrialSize size(const Scenario& scenario, double power, SolveFor solve) {
  const auto answer = solve_size(scenario, power, solve);
  REQUIRE(std::holds_alternative<TrialSize>(answer));
  return std::get<TrialSize>(answer);
}

SizeFault fault(const Scenario& scenario, double power, SolveFor solve) {
  const auto answer = solve_size(scenario, power, solve);
  REQUIRE(std::holds_alternative<NoSize>(answer));
  return std::get<NoSize>(answer).fault;
}

}  // namespace

TEST_CASE("a design is lrstat's and gsDesign's", "[design][exact]") {
  const TrialDesign design = trial_design(w3_scenario());
  REQUIRE(design.looks.size() == 2);
  CHECK(design.looks[0].efficacy.z == Approx(2.43415296).margin(1e-8));
  CHECK(design.looks[1].efficacy.z == Approx(2.00034507).margin(1e-8));
  CHECK(design.looks[0].time / days_per_month ==
        Approx(18.015684605).epsilon(1e-8));
  CHECK(design.looks[0].stopping.reject == Approx(0.605335423).margin(4e-8));
  CHECK(design.looks[1].stopping.reject == Approx(0.288673125).margin(4e-8));
  CHECK(design.looks[0].null_stopping.reject +
            design.looks[1].null_stopping.reject ==
        Approx(0.025).epsilon(1e-10));
  CHECK(design.under.back().power == Approx(0.894008548).margin(1e-7));
  CHECK(design.under.back().expected_events ==
        Approx(161 - 48 * 0.605335423).epsilon(1e-7));
  CHECK(design.under.front().power == Approx(0.025).epsilon(1e-6));
  CHECK(*design.under[2].hazard_ratio == Approx(std::sqrt(0.6)));
}

TEST_CASE("bounds on the scale of the hazard ratio",
          "[design][exact][DES-14]") {
  // 115 of 164 events, from the definition.
  Scenario scenario = w3_scenario();
  scenario.analysis.looks = {look_at("interim", 115), look_at("final", 164)};
  scenario.analysis.planned_events = 164;
  const TrialDesign design = trial_design(scenario);
  CHECK(design.looks[0].efficacy.hazard_ratio == Approx(0.635).margin(5e-4));
  CHECK(design.looks[1].efficacy.hazard_ratio == Approx(0.732).margin(5e-4));
  CHECK(design.looks[1].efficacy.p ==
        Approx(normal_upper_tail(2.00020)).margin(1e-6));
}

TEST_CASE("bounds of another test have no hazard ratio", "[design][exact]") {
  Scenario scenario = w1_scenario();
  scenario.analysis.test = WeightedLogRankTest{{FlemingHarrington{0, 1}}};
  const TrialDesign design = trial_design(scenario);
  CHECK(design.looks[0].efficacy.z == Approx(1.959963984540054));
  CHECK(design.looks[0].efficacy.p == Approx(0.025));
  CHECK(std::isnan(design.looks[0].efficacy.hazard_ratio));
}

TEST_CASE("the average hazard ratio is gsDesign2's", "[design][exact]") {
  const Scenario scenario = w2_scenario();
  const auto looks = expected_looks(scenario, trial_process(scenario));
  CHECK(looks[0].cut / days_per_month == Approx(24.0641336).epsilon(4e-8));
  CHECK(std::exp(looks[0].moments.log_hazard_ratio) ==
        Approx(0.659810555).margin(1e-8));
}

TEST_CASE("Lachin and Foulkes's power at W1 is gsDesign's", "[design][exact]") {
  const Scenario scenario = w1_scenario();
  const TrialProcess trial = trial_process(scenario);
  CHECK(lachin_foulkes_power(trial, 0.6, *time_of_events(trial, 161), 0.025) ==
        Approx(0.901200072).margin(1e-8));
}

TEST_CASE("a null hazard ratio moves the drift", "[design][exact][DES-21]") {
  // Testing 0.6 against 1 or 0.9 against 1.5 is the same by Schoenfeld.
  Scenario scenario = w3_scenario();
  const double power = *analytic_power(scenario).schoenfeld_power;
  scenario.endpoint.effect = {{unbounded, 0.9}};
  scenario.analysis.null_hazard_ratio = 1.5;
  CHECK(*analytic_power(scenario).schoenfeld_power ==
        Approx(power).epsilon(1e-12));
  scenario.endpoint.effect = {{unbounded, 1.5}};
  CHECK(*analytic_power(scenario).power == Approx(0.025).margin(1e-5));
}

TEST_CASE("power that is left after an interim look", "[design][exact]") {
  const Scenario scenario = w3_scenario();
  const TrialDesign design = trial_design(scenario);
  const InterimPower left = interim_power(design, scenario, 0, 113, 1.2);
  // Given the score, the rest of it is normal with the events that come.
  const double bound = design.looks[1].efficacy.z;
  const auto by_hand = [&](double effect) {
    const double rest =
        bound * std::sqrt(161.0) - 1.2 * std::sqrt(113.0) - effect * 48.0;
    return normal_upper_tail(rest / std::sqrt(48.0));
  };
  CHECK(left.current_trend ==
        Approx(by_hand(1.2 / std::sqrt(113.0))).epsilon(1e-9));
  const LogrankMoments& end = design.looks[1].expected.moments;
  CHECK(left.scenario ==
        Approx(by_hand(end.score / std::sqrt(end.information * 161.0)))
            .epsilon(1e-9));
  // A flat prior: the sd of the rest is sqrt(48 + 48^2 / 113).
  const double rest = bound * std::sqrt(161.0) - 1.2 * std::sqrt(113.0) -
                      1.2 / std::sqrt(113.0) * 48.0;
  CHECK(left.predictive ==
        Approx(normal_upper_tail(rest / std::sqrt(48 + 48 * 48 / 113.0)))
            .epsilon(1e-9));
}

TEST_CASE("a size has its power, whatever is solved for",
          "[design][exact][SIZ-02]") {
  for (const Scenario& scenario : {w1_scenario(), w2_scenario(), w3_scenario()})
    for (const SolveFor solve : {SolveFor::events, SolveFor::participants,
                                 SolveFor::rate, SolveFor::follow_up}) {
      const TrialSize found = size(scenario, 0.85, solve);
      CHECK(found.power == Approx(0.85).margin(1e-9));
      CHECK(size_power(scenario, found.participants, found.entry_pace,
                       found.events, 0.85) == Approx(0.85).margin(1e-8));
      if (solve != SolveFor::participants) CHECK(found.participants == 246.0);
    }
}

TEST_CASE("the size that a design has is itself", "[design][exact]") {
  for (const Scenario& scenario :
       {w1_scenario(), w2_scenario(), w3_scenario()}) {
    const double power = *analytic_power(scenario).power;
    CHECK(size(scenario, power, SolveFor::participants).participants ==
          Approx(246.0).epsilon(1e-6));
    CHECK(size(scenario, power, SolveFor::events).events ==
          Approx(161.0).epsilon(1e-6));
    CHECK(size(scenario, power, SolveFor::rate).entry_pace ==
          Approx(1.0).epsilon(1e-5));
  }
}

TEST_CASE("a last look by follow-up keeps its follow-up", "[design][exact]") {
  Scenario scenario = w1_scenario();
  scenario.analysis.looks[0].events.reset();
  scenario.analysis.looks[0].follow_up = 4.0 * days_per_month;
  for (const double power : {0.85, 0.92}) {
    const TrialSize found = size(scenario, power, SolveFor::rate);
    CHECK(found.power == Approx(power).margin(1e-9));
    CHECK(found.last_look - found.enrolment_end ==
          Approx(4.0 * days_per_month).epsilon(1e-9));
    const auto again =
        size_with_events(scenario, power, SolveFor::rate, found.events);
    CHECK(std::get<TrialSize>(again).entry_pace ==
          Approx(found.entry_pace).epsilon(1e-8));
  }
  // All at once and 20 months later most events have come.
  scenario.analysis.looks[0].follow_up = 20.0 * days_per_month;
  CHECK(fault(scenario, 0.8, SolveFor::rate) == SizeFault::always_reached);
}

TEST_CASE("a trial with so many events", "[design][exact]") {
  for (const SolveFor solve : {SolveFor::events, SolveFor::participants,
                               SolveFor::rate, SolveFor::follow_up}) {
    const TrialSize found = size(w3_scenario(), 0.85, solve);
    const auto same =
        size_with_events(w3_scenario(), 0.85, solve, found.events);
    const auto& again = std::get<TrialSize>(same);
    CHECK(again.participants == Approx(found.participants).epsilon(1e-8));
    CHECK(again.power == Approx(0.85).epsilon(1e-8));
  }
  CHECK(std::holds_alternative<NoSize>(
      size_with_events(w3_scenario(), 0.85, SolveFor::events, 245.0)));
}

TEST_CASE("a size of less than one participant is one", "[design]") {
  const TrialSize found = size(w1_scenario(), 0.02501, SolveFor::participants);
  CHECK(found.participants < 0.5);
  CHECK(std::isfinite(found.last_entry));
}

TEST_CASE("a power that waiting wears off is found before", "[design][exact]") {
  // Half the hazard for a year, then three times of it: late events undo what
  // early ones show.
  Scenario scenario = w1_scenario();
  scenario.endpoint.effect = {{12.0 * days_per_month, 0.5}, {unbounded, 3.0}};
  const TrialSize found = size(scenario, 0.75, SolveFor::events);
  CHECK(found.power == Approx(0.75).epsilon(1e-6));
  CHECK(found.last_look < 14.0 * days_per_month);
}

TEST_CASE("ten million participants are the most", "[design][exact]") {
  // Near no effect a size is as the square of 1 / log hazard ratio.
  const auto with = [](double log_hazard_ratio) {
    Scenario scenario = w1_scenario();
    scenario.endpoint.effect = {{unbounded, std::exp(log_hazard_ratio)}};
    return scenario;
  };
  const double participants =
      size(with(-0.003), 0.9, SolveFor::participants).participants;
  const auto needing = [&](double number) {
    return with(-0.003 * std::sqrt(participants / number));
  };
  CHECK(size(needing(9.8e6), 0.9, SolveFor::participants).participants ==
        Approx(9.8e6).epsilon(1e-3));
  CHECK(fault(needing(1.02e7), 0.9, SolveFor::participants) ==
        SizeFault::out_of_reach);
}

// A look by time has the events that are expected by then, whatever share of
// them it states: with Pocock's spending and half of them stated where a third
// is expected, alpha had been .027.
TEST_CASE("a look by time has the events expected by then", "[design][exact]") {
  Scenario scenario = w3_scenario();
  scenario.analysis.efficacy.rule =
      FunctionSpending{Spending::lan_demets_pocock, 0.0};
  Look& look = scenario.analysis.looks[0];
  look.events.reset();
  look.calendar = 12 * days_per_month;
  const TrialProcess trial = trial_process(scenario);
  const auto plain = expected_looks(scenario, trial);
  const auto by_then = expected_events(trial, plain[0].cut);
  CHECK(plain[0].events == Approx(by_then[0] + by_then[1]));
  CHECK(plain[0].events < 0.4 * 161);
  look.information_fraction = 0.5;
  const auto looks = expected_looks(scenario, trial);
  CHECK(looks[0].events == plain[0].events);
  CHECK(looks[0].bounds.efficacy_z ==
        Approx(plain[0].bounds.efficacy_z).epsilon(1e-9));
  CHECK(trial_design(scenario).under.front().power ==
        Approx(0.025).epsilon(1e-5));
  // Of events for which nobody waits so long it is the same.
  look.information_fraction.reset();
  look.events = 113;
  look.at = TriggerRule::earliest;
  CHECK(expected_looks(scenario, trial)[0].events ==
        Approx(plain[0].events).epsilon(1e-9));
  // What comes by its events has them, to the last digit.
  look.calendar = 60 * days_per_month;
  CHECK(expected_looks(scenario, trial)[0].events == 113.0);
}

TEST_CASE("a size keeps a look's time, and has its events",
          "[design][exact][size]") {
  Scenario scenario = w3_scenario();
  Look& look = scenario.analysis.looks[0];
  look.events.reset();
  look.calendar = 12 * days_per_month;
  look.information_fraction = 0.7;
  const TrialSize sized = size(scenario, 0.95, SolveFor::participants);
  const TrialProcess trial = trial_process(scenario);
  const auto expected = expected_looks(scenario, trial);
  CHECK(sized.look_times[0] == Approx(expected[0].cut).epsilon(1e-6));
  CHECK(sized.look_events[0] / sized.participants ==
        Approx(expected[0].events / scenario.participants).epsilon(1e-6));
  // The power of the trial that has this size.
  scenario.participants = static_cast<int>(std::lround(sized.participants));
  scenario.enrolment.rates[0].rate *= sized.participants / 246.0;
  scenario.analysis.looks[1].events =
      static_cast<int>(std::lround(sized.events));
  scenario.analysis.planned_events = scenario.analysis.looks[1].events;
  CHECK(*analytic_power(scenario).power == Approx(0.95).margin(0.002));
}

TEST_CASE("what has no size says why", "[design][errors]") {
  Scenario scenario = w3_scenario();
  CHECK(fault(scenario, 0.02, SolveFor::events) == SizeFault::power_range);
  CHECK(fault(scenario, 1.0, SolveFor::events) == SizeFault::power_range);
  CHECK(fault(scenario, 0.9999, SolveFor::events) == SizeFault::out_of_reach);
  scenario.endpoint.effect = {{unbounded, 1.0}};
  CHECK(fault(scenario, 0.9, SolveFor::participants) == SizeFault::no_effect);
  scenario = w3_scenario();
  scenario.analysis.looks[0].events.reset();
  scenario.analysis.looks[0].calendar = 10.0;
  CHECK(fault(scenario, 0.9, SolveFor::events) == SizeFault::look_information);
  // Futility above the interim's efficacy bound: nobody would go on.
  scenario = w3_scenario();
  scenario.analysis.looks[0].futility = FutilityAtZ{2.6};
  const auto answer = solve_size(scenario, 0.9, SolveFor::events);
  const NoSize& none = std::get<NoSize>(answer);
  CHECK(none.fault == SizeFault::infeasible);
  REQUIRE(none.design);
  CHECK(none.design->look == 0);
  CHECK(none.design->fault == PlanFault::futility_meets_efficacy);
}

TEST_CASE("assurance is the power of a wider normal",
          "[design][exact][DES-16]") {
  Scenario scenario = w1_scenario();
  scenario.prior = NormalPrior{std::log(0.6), 1e-6};
  CHECK(trial_assurance(scenario).power.power ==
        Approx(*analytic_power(scenario).power).margin(1e-7));
  scenario.prior = TablePrior{{{0.6, 0.3}, {1.0, 0.7}}};
  const TrialAssurance mixed = trial_assurance(scenario);
  CHECK(
      mixed.power.power ==
      Approx(0.3 * *analytic_power(scenario).power + 0.7 * 0.025).margin(1e-7));
  CHECK(mixed.favourable == Approx(0.3));
  // O'Hagan's closed form, near: Schoenfeld's drift, 161 events.
  scenario.prior = NormalPrior{std::log(0.6), 0.15};
  const double information = 161 / 4.0;
  const double z = (-std::log(0.6) * std::sqrt(information) - 1.959964) /
                   std::sqrt(1.0 + 0.15 * 0.15 * information);
  CHECK(trial_assurance(scenario).power.power ==
        Approx(normal_upper_tail(-z)).margin(0.004));
}
