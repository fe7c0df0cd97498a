// Whole forecasts: against a public example whose end is known and a second
// implementation's figures for it, and what must hold of any.
#include "rehearse/forecast/forecast_trial.hpp"

#include <cmath>

#include "rehearse/forecast/simulated_course.hpp"
#include "support/catch.hpp"
#include "unit/forecast/scanned.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

constexpr std::size_t median = 3;

Scenario weibull_scenario() {
  Scenario s = plain_scenario();
  s.forecast.distributions = {Family::weibull};
  s.analysis.looks.resize(1);
  return s;
}

Forecast forecast_of(const Scenario& s, const OngoingTrial& trial,
                     FutureRequest request, unsigned threads = 2,
                     const CourseLibrary* library = nullptr) {
  ModelRequest models;
  models.enrolment = EnrolmentForm::decaying;
  const auto forecast =
      forecast_trial(trial, fit_models(s, trial, library, models), request,
                     {Threads{threads}, nullptr, {}, {}});
  REQUIRE(forecast);
  return *forecast;
}

FutureRequest normal(int events) {
  FutureRequest request;
  request.parameters = ParameterDraws::normal;
  request.milestones = {{"events", Counted::events, events},
                        {"participants", Counted::participants, 300}};
  return request;
}

// Day of a date in 2018 to 2023 since 2018-03-01.
double day(const std::string& date) { return days_between("2018-03-01", date); }

// A scanned trial in mid-run.
struct Scanned {
  Scanned() : s(weibull_scenario()), plan(s), library(plan, {}, 1) {
    SimulatedCourse course{s, plan};
    course.simulate(1);
    trial = course.seen_at(*course.day_of_event(80));
  }
  static Scenario weibull_scenario() {
    Scenario s = scanned_scenario();
    s.forecast.distributions = {Family::weibull};
    return s;
  }
  Scenario s;
  TrialPlan plan;
  CourseLibrary library;
  OngoingTrial trial;
};

}  // namespace

// Limits of eventPred's models, computed again by another program: median
// 2021-03-03, 90% limits 2021-01-12 to 2021-05-13, fixed parameters 2021-03-04,
// 01-16 to 05-06. The 200th event was on 2021-02-14.
TEST_CASE("the end of a public example is forecast when all have entered",
          "[forecast][crosscheck][FCT-02]") {
  const auto trial = public_example(2);
  if (!trial) return;
  FutureRequest request = normal(200);
  const MilestoneForecast drawn =
      forecast_of(weibull_scenario(), *trial, request).milestones[0];
  CHECK(drawn.observed == 183);
  CHECK(std::abs(drawn.day[median] - day("2021-03-03")) <= 2.0);
  CHECK(std::abs(drawn.day.front() - day("2021-01-12")) <= 4.0);
  CHECK(std::abs(drawn.day.back() - day("2021-05-13")) <= 4.0);
  CHECK(drawn.variance.enrolment == 0.0);
  request.parameters = ParameterDraws::fixed;
  const MilestoneForecast fixed =
      forecast_of(weibull_scenario(), *trial, request).milestones[0];
  CHECK(std::abs(fixed.day[median] - day("2021-03-04")) <= 2.0);
  CHECK(std::abs(fixed.day.front() - day("2021-01-16")) <= 4.0);
  CHECK(std::abs(fixed.day.back() - day("2021-05-06")) <= 4.0);
  CHECK(fixed.variance.parameters == 0.0);
}

// Likewise, nobody dropping out: median 2021-05-29, 90% limits 2020-06-10 to
// 2023-01-25; the 300th participant 2019-05-11, 04-25 to 06-21.
TEST_CASE("the end of a public example is forecast while some are to enter",
          "[forecast][crosscheck]") {
  const auto trial = public_example(1);
  if (!trial) return;
  Scenario s = weibull_scenario();
  s.forecast.dropout = DropoutForecast::none;
  const Forecast forecast = forecast_of(s, *trial, normal(200));
  const MilestoneForecast& events = forecast.milestones[0];
  CHECK(std::abs(events.day[median] - day("2021-05-29")) <= 10.0);
  CHECK(std::abs(events.day.front() - day("2020-06-10")) <= 30.0);
  CHECK(std::abs(events.day.back() - day("2023-01-25")) <= 30.0);
  const MilestoneForecast& entered = forecast.milestones[1];
  CHECK(std::abs(entered.day[median] - day("2019-05-11")) <= 10.0);
  CHECK(std::abs(entered.day.front() - day("2019-04-25")) <= 30.0);
  CHECK(std::abs(entered.day.back() - day("2019-06-21")) <= 30.0);
  CHECK(entered.variance.chance == 0.0);
  CHECK(entered.variance.enrolment > 0.0);
}

TEST_CASE("a forecast is the same on any number of threads",
          "[forecast][exact]") {
  const Scanned f;
  FutureRequest request = normal(150);
  request.futures = 400;
  request.months = {500.0, 600.0};
  const Forecast one = forecast_of(f.s, f.trial, request, 1, &f.library);
  const Forecast three = forecast_of(f.s, f.trial, request, 3, &f.library);
  for (std::size_t m = 0; m < 2; ++m) {
    CHECK(one.milestones[m].day == three.milestones[m].day);
    CHECK(one.milestones[m].day_mcse == three.milestones[m].day_mcse);
    CHECK(one.by_month[m].events.mean == three.by_month[m].events.mean);
  }
}

TEST_CASE("what has happened has its day", "[forecast][exact]") {
  const Scanned f;
  FutureRequest request = normal(80);
  request.futures = 100;
  const Forecast forecast = forecast_of(f.s, f.trial, request, 2, &f.library);
  for (const double reached : forecast.milestones[0].day)
    CHECK(reached <= f.trial.cutoff);
  CHECK(forecast.milestones[0].never.estimate == 0.0);
  request.milestones[0].number = 5000;
  CHECK(forecast_of(f.s, f.trial, request, 2, &f.library)
            .milestones[0]
            .never.estimate == 1.0);
}

// The config's assumptions worth a million events leave the data nothing. Their
// shape is off by .004, as there are 200 midpoints.
TEST_CASE("a prior of great weight is what is forecast by",
          "[forecast][exact]") {
  Scanned f;
  f.s.forecast.prior_events = 1e6;
  const ForecastModels models = fit_models(f.s, f.trial, &f.library, {});
  const std::vector<double>& fitted = models.events[0].maximum.parameters;
  CHECK(std::exp(-fitted[1]) == Approx(1.0).epsilon(5e-3));  // shape
  CHECK(std::exp(fitted[0]) ==
        Approx(*f.s.endpoint.control.median / std::log(2.0)).epsilon(5e-3));
}
