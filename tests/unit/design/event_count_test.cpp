#include "rehearse/design/event_count.hpp"

#include <cmath>

#include "rehearse/design/group_sequential.hpp"
#include "support/arm_process.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double alpha = 0.025;

ArmProcess weibull(double hazard, double shape, double dropout) {
  return arm_process(
      [=](double t) {
        return shape * hazard * std::pow(hazard * t, shape - 1.0);
      },
      [=](double t) { return std::exp(-std::pow(hazard * t, shape)); },
      dropout);
}

ArmProcess exponential(double hazard, double dropout = 0.0) {
  return weibull(hazard, 1.0, dropout);
}

// One participant, entering uniformly within `accrual` months, 1:1.
TrialProcess uniform_entry(double accrual, const ArmProcess& control,
                           const ArmProcess& experimental) {
  TrialProcess trial;
  trial.participants = 1.0;
  trial.strata = {{1.0, {control, experimental}}};
  trial.entered_share = [accrual](double time) {
    return std::min(1.0, std::max(0.0, time / accrual));
  };
  trial.entry_breakpoints = {accrual};
  return trial;
}

double events_of(const TrialProcess& trial, double cut) {
  const LogrankMoments at = logrank_moments(trial, cut);
  return at.events[0] + at.events[1];
}

}  // namespace

TEST_CASE("Schoenfeld's events and power are gsDesign's",
          "[design][exact][DES-10][SIZ-01]") {
  CHECK(schoenfeld_events(0.7, 0.5, alpha, 0.9) ==
        Approx(330.3779).margin(5e-5));
  CHECK(schoenfeld_power(100, 0.7, 0.5, alpha) ==
        Approx(0.4299155).margin(5e-8));
  CHECK(schoenfeld_power(161, 0.6, 0.5, alpha) ==
        Approx(0.899878803).margin(1e-9));
  // The plans of EMILIA, DESTINY-Breast03 and DESTINY-Breast04.
  CHECK(schoenfeld_events(0.75, 0.5, alpha, 0.9) == Approx(507.84).margin(.01));
  CHECK(schoenfeld_events(0.68, 2.0 / 3.0, alpha, 0.9) ==
        Approx(317.90).margin(0.01));
}

TEST_CASE("Freedman's events are rpact's, his power gsDesign's",
          "[design][exact][SIZ-01]") {
  // pi 0.4 against 0.2 at 12 months, Wang-Tsiatis design of Delta 0.3.
  const double hazard_ratio = std::log(0.6) / std::log(0.8);
  constexpr double inflation = 1.054858;
  CHECK(inflation * freedman_events(hazard_ratio, 0.5, alpha, 0.9) ==
        Approx(72.147312).margin(5e-5));
  CHECK(inflation * schoenfeld_events(hazard_ratio, 2.0 / 3, alpha, 0.9) ==
        Approx(72.714085).margin(5e-5));
  CHECK(freedman_power(161, 0.6, 0.5, alpha) ==
        Approx(0.887278334).margin(1e-9));
  CHECK(freedman_power(freedman_events(0.7, 0.6, alpha, 0.8), 0.7, 0.6,
                       alpha) == Approx(0.8).epsilon(1e-12));
}

TEST_CASE("participants follow from events and their probability",
          "[design][exact][SIZ-02]") {
  SECTION("exponential, rpact") {
    const auto trial = uniform_entry(12.0, exponential(std::log(2.0) / 3),
                                     exponential(std::log(2.0) / 5));
    const double events = schoenfeld_events(0.6, 0.5, alpha, 0.8);
    CHECK(events == Approx(120.3157).margin(5e-5));
    CHECK(events / events_of(trial, 18.0) == Approx(141.26641).margin(5e-5));
  }
  SECTION("Weibull of shape 2, rpact") {
    const auto rate = [](double median) {
      return std::sqrt(std::log(2.0)) / median;
    };
    const auto trial = uniform_entry(12.0, weibull(rate(3.0), 2.0, 0.0),
                                     weibull(rate(5.0), 2.0, 0.0));
    const double events = schoenfeld_events(0.36, 0.5, alpha, 0.8);
    CHECK(events == Approx(30.078926).margin(5e-6));
    CHECK(events / events_of(trial, 18.0) == Approx(31.248566).margin(5e-6));
  }
  SECTION("East 6.5") {
    TrialProcess trial = uniform_entry(12.0, exponential(std::log(2.0) / 10),
                                       exponential(std::log(2.0) / 20));
    trial.participants = 48.0;
    const double events = events_of(trial, 42.0);
    CHECK(events == Approx(39.02121789).margin(5e-8));
    CHECK(schoenfeld_power(events, 0.5, 0.5, alpha) ==
          Approx(0.58120457).margin(5e-9));
  }
}

TEST_CASE("Lachin and Foulkes's size is gsDesign's",
          "[design][exact][SIZ-02]") {
  const double hazard = std::log(2.0) / 8;
  const auto trial = uniform_entry(12.0, exponential(hazard, 0.001),
                                   exponential(0.7 * hazard, 0.001));
  const double participants =
      lachin_foulkes_participants(trial, 0.7, 28.0, alpha, 0.9);
  // Whole pairs, and the events that these give.
  const double pairs = 2.0 * std::ceil(participants / 2.0);
  CHECK(pairs == 422.0);
  CHECK(std::ceil(participants * events_of(trial, 28.0)) == 330.0);
  TrialProcess sized = trial;
  sized.participants = participants;
  CHECK(lachin_foulkes_power(sized, 0.7, 28.0, alpha) ==
        Approx(0.9).epsilon(1e-10));
}

TEST_CASE("sizes under a margin", "[design][exact]") {
  // 300 of 1:1 enter within 12 months, look at 18; control median 6 months,
  // hazard ratio 0.9 tested against 1.25. Under H0 the hazards are h and 1.25 h
  // with h = h0 (1 + 0.9) / (1 + 1.25): by hand, with P(event by 18 months) =
  // 1 - exp(-6 h) (1 - exp(-12 h)) / (12 h) in each arm.
  const double h0 = std::log(2.0) / 6.0;
  const double cut = 12.0 * 300.0 / 301.0 + 6.0;
  const auto events = [cut](double hazard) {
    return 1.0 - std::exp((12.0 - cut) * hazard) * -std::expm1(-12.0 * hazard) /
                     (12.0 * hazard);
  };
  const auto error = [&](double control, double experimental) {
    return std::sqrt(2.0 / events(control) + 2.0 / events(experimental));
  };
  const double h = h0 * 1.9 / 2.25;
  const double needed = (1.959963984540054 * error(h, 1.25 * h) +
                         1.036433389493790 * error(h0, 0.9 * h0)) /
                        std::log(1.25 / 0.9);
  TrialProcess trial =
      uniform_entry(12.0, exponential(h0), exponential(0.9 * h0));
  trial.null_hazard_ratio = 1.25;
  CHECK(lachin_foulkes_participants(trial, 0.9, cut, alpha, 0.85) ==
        Approx(needed * needed).epsilon(1e-9));
  CHECK(needed * needed == Approx(470.3).margin(0.05));
  // Which arm is called the experimental one doesn't matter.
  TrialProcess other =
      uniform_entry(12.0, exponential(0.9 * h0), exponential(h0));
  other.null_hazard_ratio = 0.8;
  CHECK(lachin_foulkes_participants(other, 1.0 / 0.9, cut, alpha, 0.85) ==
        Approx(needed * needed).epsilon(1e-9));
  CHECK(freedman_events(0.9, 0.6, alpha, 0.85, 1.25) ==
        Approx(freedman_events(1 / 0.9, 0.4, alpha, 0.85, 0.8)).epsilon(1e-12));
  // Near the margin Freedman's is Schoenfeld's with the null's variance,
  // 1.25 / 2.25^2 for an event in a 1:1 trial.
  const double near = freedman_events(1.2499, 0.5, alpha, 0.85, 1.25);
  const double log_ratio = std::log(1.2499 / 1.25);
  const double z = 1.959963984540054 + 1.036433389493790;
  CHECK(near * log_ratio * log_ratio / z / z ==
        Approx(2.25 * 2.25 / 1.25).epsilon(1e-3));
}

TEST_CASE("proportional hazards have their ratio on average",
          "[design][exact]") {
  const auto trial =
      uniform_entry(12.0, weibull(0.1, 0.8, 0.01),
                    weibull(0.1 * std::pow(0.6, 1 / 0.8), 0.8, 0.01));
  const LogrankMoments at = logrank_moments(trial, 20.0);
  CHECK(std::exp(at.log_hazard_ratio) == Approx(0.6).epsilon(1e-10));
}

TEST_CASE("everybody followed for the same time, as gsDesign2 has it",
          "[design][exact]") {
  // 120 and 40 participants, all from the start, 6.5 months; 3:1.
  const double dropout = -std::log(0.9) / 24.0;
  TrialProcess trial = uniform_entry(1e-9, exponential(0.95 / 12.0, dropout),
                                     exponential(0.3 * 0.95 / 12.0, dropout));
  trial.participants = 160.0;
  trial.allocation = {0.25, 0.75};
  const LogrankMoments at = logrank_moments(trial, 6.5);
  CHECK(at.events[1] == Approx(16.92953).margin(1e-5));
  CHECK(at.events[0] == Approx(15.88195).margin(1e-5));
}
