#include "rehearse/forecast/event_fit.hpp"

#include "rehearse/core/normal.hpp"
#include "rehearse/trial/words.hpp"
#include "trials.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

struct Expected {
  Family family;
  std::vector<double> parameters;
  std::vector<double> errors;
  double aic;
};

void check(const FittedEvents& fit, const Expected& expected) {
  CAPTURE(word_of(expected.family));
  REQUIRE(fit.maximum.converged());
  REQUIRE(fit.maximum.parameters.size() == expected.parameters.size());
  for (std::size_t i = 0; i < expected.parameters.size(); ++i) {
    CHECK(fit.maximum.parameters[i] ==
          Approx(expected.parameters[i]).margin(1e-6));
    CHECK(fit.maximum.se(i) == Approx(expected.errors[i]).epsilon(1e-5));
  }
  CHECK(fit.aic == Approx(expected.aic).margin(1e-5));
}

// log of the blinded mixture of two arms, 1:2, control Weibull.
double mixture(const EventData& data, double log_scale, double log_inverse,
               double ratio) {
  const double scale = std::exp(log_scale), shape = std::exp(-log_inverse);
  double sum = 0.0;
  for (const auto& [t, event, arm] : data.rows) {
    const double h = std::pow(t / scale, shape);
    const double rate = event ? shape * h / t : 1.0;
    const double other = event ? ratio * rate : 1.0;
    sum += std::log(rate * std::exp(-h) / 3.0 +
                    2.0 * other * std::exp(-ratio * h) / 3.0);
  }
  return sum;
}

}  // namespace

// R 4.2, survival 3.5: survreg(Surv(time, event) ~ 1, dist = ...), log(scale)
// as it is; its location of the exponential has the other sign.
TEST_CASE("fits are survreg's", "[forecast][exact][FCT-01]") {
  const EventData data = freireich(true);
  for (const Expected& expected :
       {Expected{
            Family::exponential, {-2.892221897}, {0.182574186}, 235.533313831},
        Expected{Family::weibull,
                 {2.885023683, -0.131749331},
                 {0.160080119, 0.150302565},
                 236.810813959},
        Expected{Family::log_logistic,
                 {2.470496444, -0.449576028},
                 {0.175597743, 0.153314451},
                 234.702226512},
        Expected{Family::log_normal,
                 {2.464986734, 0.106885699},
                 {0.183220626, 0.135574595},
                 234.785958994}})
    check(fit_of(data, expected.family), expected);
}

// survreg(Surv(time, event) ~ arm, dist = "weibull"): b is minus the arm's
// coefficient over the scale, its error by the delta method.
TEST_CASE("known arms have their hazards' ratio", "[forecast][exact]") {
  EventData data = freireich(false);
  data.multiplier.sd = unbounded;
  const FittedEvents fit = fit_of(data, Family::weibull);
  check(fit, {Family::weibull,
              {2.248352359, -0.311709221, -1.730871720},
              {0.165971792, 0.147291883, 0.413081869},
              219.158983163});
  // The config's ratio of 1/2 is in b.
  data.effects.periods = {{{unbounded, 0.5}}};
  const double b = fit_of(data, Family::weibull).maximum.parameters[2];
  CHECK(b == Approx(-1.730871720 + std::log(2.0)).margin(1e-6));
}

// R's optim of the mixture's likelihood, 1:2, times a normal prior on b.
TEST_CASE("blinded arms are a mixture", "[forecast][exact][FCT-04]") {
  EventData data = freireich(true);
  data.effects = {{1.0 / 3.0, 2.0 / 3.0}, {{{unbounded, 0.4}}}};
  data.multiplier = {0.0, 0.3};
  const FittedEvents fit = fit_of(data, Family::weibull);
  check(fit, {Family::weibull,
              {2.33916075, -0.21100173, -0.04573382},
              {0.23015756, 0.15506194, 0.29649623},
              2.0 * (3.0 + 116.06263469)});
  const auto& p = fit.maximum.parameters;
  CHECK(fit.log_likelihood ==
        Approx(mixture(data, p[0], p[1], 0.4 * std::exp(p[2]))));
  // Fixed at the mean of its prior it is no parameter.
  data.multiplier = {std::log(1.5), 0.0};
  const FittedEvents fixed = fit_of(data, Family::weibull);
  const auto& q = fixed.maximum.parameters;
  REQUIRE(q.size() == 2);
  CHECK(fixed.log_likelihood == Approx(mixture(data, q[0], q[1], 0.6)));
}

TEST_CASE("without an effect blinded arms are one distribution",
          "[forecast][exact]") {
  const FittedEvents blinded = fit_of(freireich(true), Family::log_normal);
  const FittedEvents known = fit_of(freireich(false), Family::log_normal);
  CHECK(blinded.maximum.parameters == known.maximum.parameters);
  CHECK(blinded.log_likelihood == known.log_likelihood);
}

// By hand: events in each piece over the time at risk in it.
TEST_CASE("a piecewise exponential's rates", "[forecast][exact]") {
  const EventData data = freireich(true);
  const FittedEvents fit = fit_of(data, Family::piecewise_exponential);
  REQUIRE(fit.maximum.converged());
  REQUIRE(fit.family.cuts == std::vector<double>{6.5, 11.5});
  std::vector<double> ends{0.0, 6.5, 11.5, unbounded};
  for (std::size_t k = 0; k < 3; ++k) {
    double events = 0.0, exposure = 0.0;
    for (const auto& [t, event, arm] : data.rows) {
      exposure += std::clamp(t, ends[k], ends[k + 1]) - ends[k];
      events += event && t > ends[k] && t <= ends[k + 1] ? 1.0 : 0.0;
    }
    CHECK(fit.maximum.parameters[k] ==
          Approx(std::log(events / exposure)).margin(1e-7));
    CHECK(fit.maximum.se(k) == Approx(1.0 / std::sqrt(events)).epsilon(1e-6));
  }
  CHECK(parameter_names(fit.family)[2] == "log rate 3");
  // Few events, few pieces; equal ones give no piece without an event.
  const auto cuts = [](std::size_t events, double time) {
    std::vector<double> times(events, 7.0);
    if (!times.empty()) times.back() = time;
    return event_family(Family::piecewise_exponential, times).cuts;
  };
  CHECK(cuts(19, 9.0).empty());
  CHECK(cuts(20, 9.0) == std::vector{8.0});
  CHECK(cuts(30, 9.0) == std::vector{8.0});
  CHECK(cuts(30, 7.0).empty());
}

// R's optim of the likelihood times the uniform density of the cured share.
TEST_CASE("a cured share", "[forecast][exact]") {
  check(fit_of(freireich(true), Family::cure),
        {Family::cure,
         {-1.39799062, 2.50112028, -0.37095927},
         {0.47417304, 0.15392798, 0.16364664},
         2.0 * (3.0 + 115.11358863)});
}

TEST_CASE("BIC counts the events", "[forecast][exact]") {
  const FittedEvents fit = fit_of(freireich(true), Family::weibull);
  CHECK(fit.bic == Approx(fit.aic - 4.0 + 2.0 * std::log(30.0)));
}

TEST_CASE("the config's model is worth its events", "[forecast][exact]") {
  Scenario s = plain_scenario();
  s.forecast.prior_events = 30.0;
  const EventPrior prior = event_prior(s);
  REQUIRE(prior.times.size() == 200);
  CHECK(prior.event_free == 0.0);
  CHECK(prior.times[99] ==
        Approx(300.0 * -std::log2(1.0 - 99.5 / 200.0)).epsilon(1e-9));
  EventData data{{}, arm_effects(s), {}, prior};
  double mean = 0.0;
  for (const double time : prior.times) mean += time / 200.0;
  // Alone it gives the config's rate, as sure as of 30 events.
  const FittedEvents alone = fit_of(data, Family::exponential);
  REQUIRE(alone.maximum.converged());
  CHECK(alone.maximum.parameters[0] == Approx(-std::log(mean)).margin(1e-8));
  CHECK(alone.maximum.se(0) == Approx(1.0 / std::sqrt(30.0)).epsilon(1e-6));
  CHECK(mean == Approx(300.0 / std::log(2.0)).epsilon(0.005));
  // Beside 10 events in 9,000 days: 40 in both times at risk.
  for (int i = 0; i < 20; ++i) data.rows.push_back({450.0, i < 10, {}});
  CHECK(fit_of(data, Family::exponential).maximum.parameters[0] ==
        Approx(std::log(40.0 / (9000.0 + 30.0 * mean))).margin(1e-8));
  s.forecast.prior_events = 0.0;
  CHECK(event_prior(s).events == 0.0);
}

TEST_CASE("the config's cured share is at risk for long", "[forecast][exact]") {
  Scenario s = plain_scenario();
  s.endpoint.control = {};
  s.endpoint.control.family = Family::cure;
  s.endpoint.control.cured = 0.3;
  s.endpoint.control.uncured = {plain_scenario().endpoint.control};
  s.forecast.prior_events = 20.0;
  const EventPrior prior = event_prior(s);
  CHECK(prior.times.size() == 140);
  CHECK(prior.event_free == Approx(0.3));
  const FittedEvents fit =
      fit_of({{}, arm_effects(s), {}, prior}, Family::exponential);
  double exposure = 60.0 * prior.horizon;  // in shares of 200
  for (const double time : prior.times) exposure += time;
  CHECK(fit.maximum.parameters[0] ==
        Approx(std::log(140.0 / exposure)).margin(1e-7));
  CHECK(fit.maximum.se(0) == Approx(1.0 / std::sqrt(20.0)).epsilon(1e-6));
}

TEST_CASE("no event, no fit", "[forecast]") {
  EventData data = freireich(true);
  for (EventData::Row& row : data.rows) row.event = false;
  for (const auto& [word, family] : words_of(Family{})) {
    CAPTURE(word);
    const FittedEvents fit = fit_of(data, family);
    CHECK(fit.maximum.fault == MaximumFault::no_data);
    CHECK(printed(fit).weight == 0.0);
    CHECK(printed(fit).parameters.empty());
  }
}

TEST_CASE("fits are printed with errors by the delta method",
          "[forecast][exact]") {
  const FittedModel weibull = printed(fit_of(freireich(true), Family::weibull));
  CHECK(weibull.what == Forecasted::event);
  CHECK(weibull.distribution == "weibull");
  REQUIRE(weibull.parameters.size() == 4);
  CHECK(weibull.parameters[0].name == "log scale");
  CHECK(weibull.parameters[2].name == "shape");
  CHECK(weibull.parameters[2].estimate == Approx(std::exp(0.131749331)));
  CHECK(weibull.parameters[2].se ==
        Approx(0.150302565 * std::exp(0.131749331)).epsilon(1e-4));
  const FittedModel normal =
      printed(fit_of(freireich(true), Family::log_normal));
  REQUIRE(normal.parameters.size() == 3);
  CHECK(normal.parameters[2].name == "median");
  CHECK(normal.parameters[2].estimate == Approx(std::exp(2.464986734)));
  CHECK(normal.parameters[2].se ==
        Approx(0.183220626 * std::exp(2.464986734)).epsilon(1e-4));
}

TEST_CASE("arms' hazards, and the times at which they are",
          "[forecast][exact]") {
  Scenario s = plain_scenario();
  s.arms[1].allocation = 2;
  s.endpoint.effect = {{100.0, 1.0}, {unbounded, 0.5}};
  const ArmEffects effects = arm_effects(s);
  CHECK(effects.share == std::vector{1.0 / 3.0, 2.0 / 3.0});
  const EventTimeModel control =
      event_model({Family::weibull}, std::vector{6.0, -0.2});
  const ArmHazards arms{control, effects, 0.8};
  CHECK_FALSE(arms.is_one());
  const double at_100 = control.cumulative_hazard(100.0);
  const double at_400 = control.cumulative_hazard(400.0);
  CHECK(arms.cumulative_hazard(0, 400.0) == at_400);
  CHECK(arms.cumulative_hazard(1, 400.0) ==
        Approx(0.8 * (at_100 + 0.5 * (at_400 - at_100))));
  CHECK(arms.hazard(1, 90.0) == Approx(0.8 * control.hazard(90.0)));
  CHECK(arms.hazard(1, 400.0) == Approx(0.4 * control.hazard(400.0)));
  for (const std::size_t arm : {0U, 1U})
    CHECK(arms.time_of(arm, arms.cumulative_hazard(arm, 400.0)) ==
          Approx(400.0));
  CHECK(ArmHazards{control, arm_effects(plain_scenario()), 1.0}.is_one());
}

TEST_CASE("an arm with a model of its own has its mean hazards' ratio",
          "[forecast][exact]") {
  Scenario s = plain_scenario();
  s.endpoint.effect.clear();
  s.endpoint.experimental = ModelSpec{};
  s.endpoint.experimental->median = 500.0;
  const ArmEffects proportional = arm_effects(s);
  REQUIRE(proportional.periods.at(0).size() == 12);
  for (const auto& [until, ratio] : proportional.periods[0])
    CHECK(ratio == Approx(0.6));
  s.endpoint.experimental->family = Family::weibull;
  s.endpoint.experimental->shape = 1.5;
  const ArmEffects effects = arm_effects(s);
  CHECK(effects.periods[0].size() == 12);
  const ArmHazards arms{event_model({Family::exponential},
                                    std::vector{std::log(std::log(2.0) / 300)}),
                        effects, 1.0};
  for (const double t : {50.0, 200.0, 500.0, 800.0})
    CHECK(arms.cumulative_hazard(1, t) ==
          Approx(std::log(2.0) * std::pow(t / 500.0, 1.5)).margin(0.01));
}
