#include "rehearse/design/trial_process.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "support/arm_process.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

struct Piece {
  double until;
  double hazard;
};

// Piecewise exponential; pieces ascend, the last one unbounded.
ArmProcess piecewise(const std::vector<Piece>& pieces,
                     double dropout_hazard = 0.0) {
  const auto hazard = [pieces](double time) {
    return std::ranges::lower_bound(pieces, time, {}, &Piece::until)->hazard;
  };
  const auto survival = [pieces](double time) {
    double start = 0.0;
    double cumulative = 0.0;
    for (const auto& [until, rate] : pieces) {
      cumulative += rate * (std::min(std::max(time, start), until) - start);
      start = until;
    }
    return std::exp(-cumulative);
  };
  return arm_process(hazard, survival, dropout_hazard);
}

ArmProcess exponential(double hazard, double dropout_hazard = 0.0) {
  return piecewise({{unbounded, hazard}}, dropout_hazard);
}

ArmProcess weibull(double scale, double shape) {
  return arm_process(
      [=](double t) {
        return shape / scale * std::pow(t / scale, shape - 1.0);
      },
      [=](double t) { return std::exp(-std::pow(t / scale, shape)); });
}

// Participants entering with the rates of `pieces` (their `hazard`).
TrialProcess enrolling(const std::vector<Piece>& pieces, ArmProcess control,
                       ArmProcess experimental) {
  TrialProcess trial;
  double start = 0.0;
  for (const auto& [until, rate] : pieces) {
    trial.participants += rate * (until - start);
    trial.entry_breakpoints.push_back(start = until);
  }
  trial.entered_share = [pieces, all = trial.participants](double time) {
    double from = 0.0;
    double entered = 0.0;
    for (const auto& [until, rate] : pieces) {
      entered += rate * (std::clamp(time, from, until) - from);
      from = until;
    }
    return entered / all;
  };
  trial.strata = {{1.0, {std::move(control), std::move(experimental)}}};
  return trial;
}

double events_at(const TrialProcess& trial, double cut) {
  const auto [control, experimental] = logrank_moments(trial, cut).events;
  return control + experimental;
}

double power_at(const TrialProcess& trial, double cut) {
  const LogrankMoments at = logrank_moments(trial, cut);
  return normal_upper_tail(normal_upper_quantile(0.025) -
                           at.score / std::sqrt(at.information));
}

const double month_dropout = -std::log(0.95) / 12.0;
const double control_hazard = std::log(2.0) / 6.8;

// W1 and W2 of oracles: 246 participants in 18 months.
TrialProcess w1() {
  return enrolling({{18.0, 246.0 / 18.0}},
                   exponential(control_hazard, month_dropout),
                   exponential(0.6 * control_hazard, month_dropout));
}
TrialProcess w2() {
  TrialProcess trial = enrolling(
      {{18.0, 246.0 / 18.0}}, exponential(control_hazard, month_dropout),
      piecewise({{3.0, control_hazard}, {unbounded, 0.5 * control_hazard}},
                month_dropout));
  trial.hazard_breakpoints = {3.0};
  return trial;
}

}  // namespace

TEST_CASE("expected events are gsDesign2's", "[design][exact][DES-13]") {
  const double late = std::log(2.0) / 18.0;
  const ArmProcess nine =
      piecewise({{3.0, 2.0 * late}, {unbounded, late}}, 0.001);
  TrialProcess d24 =
      enrolling({{2.0, 3.0}, {4.0, 6.0}, {14.0, 9.0}}, nine, nine);
  d24.hazard_breakpoints = {3.0};
  CHECK(events_at(d24, 25.0) == Approx(57.3537033783).epsilon(1e-11));

  const ArmProcess six = exponential(std::log(2.0) / 6.0, 0.01);
  CHECK(events_at(enrolling({{10.0, 10.0}}, six, six), 22.0) ==
        Approx(80.4097370913).epsilon(1e-11));
  CHECK(events_at(enrolling({{5.0, 10.0}, {10.0, 20.0}}, six, six), 22.0) ==
        Approx(118.848383110).epsilon(1e-11));
}

TEST_CASE("expected events with a fixed follow-up, 3:1",
          "[design][exact][SIM-11]") {
  // lrstat's vignette: 120 and 40 participants, 6.5 months each.
  const double dropout = -std::log(0.9) / 24.0;
  TrialProcess trial =
      enrolling({{1.0, 160.0}}, exponential(0.95 / 12.0, dropout),
                exponential(0.3 * 0.95 / 12.0, dropout));
  trial.allocation = {0.25, 0.75};
  trial.entered_share = [](double) { return 1.0; };
  trial.entry_breakpoints = {};
  const auto events = logrank_moments(trial, 6.5).events;
  CHECK(events[1] == Approx(16.92953).margin(1e-5));
  CHECK(events[0] == Approx(15.88195).margin(1e-5));
}

TEST_CASE("participants and follow-up give the events planned",
          "[design][exact][DES-13]") {
  // rpact: medians 5 and 3 months, 80% power; exponential, Weibull shape 2.
  const double lambda = std::log(2.0) / 5.0;
  CHECK(events_at(
            enrolling({{12.0, 141.26641 / 12.0}},
                      exponential(std::log(2.0) / 3.0), exponential(lambda)),
            18.0) == Approx(120.3157).epsilon(1e-6));
  const auto by_median = [](double median) {
    return weibull(median / std::sqrt(std::log(2.0)), 2.0);
  };
  CHECK(events_at(enrolling({{12.0, 31.248566 / 12.0}}, by_median(3.0),
                            by_median(5.0)),
                  18.0) == Approx(30.078926).epsilon(1e-7));
  // East 6.5: control median 10, HR .5, 4 a month for 12 months, 30 more.
  CHECK(events_at(enrolling({{12.0, 4.0}}, exponential(std::log(2.0) / 10.0),
                            exponential(std::log(2.0) / 20.0)),
                  42.0) == Approx(39.02121789).epsilon(1e-9));
}

TEST_CASE("the time of the events is lrstat's", "[design][exact][DES-13]") {
  CHECK(*time_of_events(w1(), 161.0) == Approx(24.242361728).epsilon(1e-8));
  CHECK(*time_of_events(w1(), 113.0) == Approx(18.015684605).epsilon(1e-8));
  CHECK(*time_of_events(w2(), 161.0) == Approx(24.0641336).epsilon(1e-7));
  CHECK(events_at(w1(), *time_of_events(w1(), 0.5)) == Approx(0.5));
  CHECK(*time_of_events(w1(), 0.01) < 1.0);
  CHECK_FALSE(time_of_events(w1(), 246.0));
  CHECK_FALSE(time_of_events(w1(), 236.0));  // dropout takes the rest
}

TEST_CASE("the log-rank's asymptotic power is lrstat's",
          "[design][exact][DES-11]") {
  CHECK(power_at(w1(), 24.242361728) == Approx(0.898345633).margin(2e-8));
  CHECK(power_at(w2(), 24.0641336) == Approx(0.739376385).margin(5e-8));
  const TrialProcess d27 =
      enrolling({{12.0, 200.0 / 12.0}}, exponential(-std::log(0.6) / 12.0),
                exponential(-std::log(0.8) / 12.0));
  const double time = *time_of_events(d27, 40.0);
  CHECK(time == Approx(13.63169).margin(1e-5));
  CHECK(power_at(d27, time) == Approx(0.7139053).margin(1e-6));
}

TEST_CASE("score and variance of a delayed effect", "[design][exact]") {
  // lrstat's vignette maxcombo; its U is observed - expected.
  TrialProcess trial = enrolling({{4.0, 25.0}}, exponential(0.25),
                                 piecewise({{1.5, 0.25}, {unbounded, 0.125}}));
  trial.hazard_breakpoints = {1.5};
  const LogrankMoments early = logrank_moments(trial, 5.363);
  CHECK(early.score == Approx(3.178997).margin(1e-3));
  CHECK(early.information == Approx(12.46380).margin(1e-3));
  const LogrankMoments late = logrank_moments(trial, 50.324);
  CHECK(late.score == Approx(10.544683).margin(1e-3));
  CHECK(late.information == Approx(22.26989).margin(1e-3));
}

TEST_CASE("a hazard unbounded at entry is integrated", "[design][exact]") {
  // All enter at once: events are the share that has failed, by hand.
  const double shape = GENERATE(0.3, 0.774, 1.0, 2.0);
  TrialProcess trial =
      enrolling({{1.0, 100.0}}, weibull(10.0, shape), weibull(10.0, shape));
  trial.entered_share = [](double) { return 1.0; };
  trial.entry_breakpoints = {};
  CHECK(events_at(trial, 7.0) ==
        Approx(100.0 * -std::expm1(-std::pow(0.7, shape))).epsilon(1e-10));
}

TEST_CASE("strata of one hazard are one stratum", "[design][exact]") {
  TrialProcess split = w1();
  split.strata.push_back(split.strata.front());
  split.strata[0].share = 0.3;
  split.strata[1].share = 0.7;
  const LogrankMoments whole = logrank_moments(w1(), 20.0);
  const LogrankMoments sum = logrank_moments(split, 20.0);
  CHECK(sum.score == Approx(whole.score).epsilon(1e-12));
  CHECK(sum.information == Approx(whole.information).epsilon(1e-12));
}

TEST_CASE("where one arm has no events there is no ratio", "[design][exact]") {
  // No hazard in the one arm or the other for three months, then 0.6 of it.
  const std::vector<Piece> later{{3.0, 0.0}, {unbounded, control_hazard}};
  for (const bool in_control : {true, false}) {
    CAPTURE(in_control);
    TrialProcess trial = enrolling(
        {{18.0, 246.0 / 18.0}},
        in_control ? piecewise(later) : exponential(control_hazard),
        in_control
            ? exponential(0.6 * control_hazard)
            : piecewise({{3.0, 0.0}, {unbounded, 0.6 * control_hazard}}));
    trial.hazard_breakpoints = {3.0};
    const LogrankMoments at = logrank_moments(trial, 30.0);
    const double ratio = std::exp(at.log_hazard_ratio);
    CHECK(ratio > 0.6);
    CHECK(ratio < 1.0);
  }
}
