// A public example of 300 simulated patients: tests/testthat/test-fitEvent.R
// and the vignettes of R's eventPred.
#include "rehearse/forecast/dropout_fit.hpp"
#include "rehearse/forecast/enrolment_fit.hpp"
#include "rehearse/forecast/parameter_draws.hpp"
#include "trials.hpp"

using namespace rehearse;
using namespace rehearse::test;

TEST_CASE("fits are eventPred's", "[forecast][exact][FCT-01]") {
  const auto trial = public_example(2);
  if (!trial) return;
  const Scenario s = plain_scenario();
  const EventData data = event_data(*trial, s, {});
  REQUIRE(data.rows.size() == 300);
  CHECK(count_of(*trial, FollowUp::event) == 183);
  const FittedEvents exponential = fit_of(data, Family::exponential);
  CHECK(exponential.maximum.parameters[0] == Approx(-6.524076).margin(1e-6));
  CHECK(exponential.maximum.covariance(0, 0) == Approx(0.005464).margin(1e-6));
  CHECK(exponential.aic == Approx(2755.8117).margin(1e-4));
  const auto check = [&](Family family, double first, double second,
                         double aic) {
    const FittedEvents fit = fit_of(data, family);
    REQUIRE(fit.maximum.converged());
    CHECK(fit.maximum.parameters[0] == Approx(first).margin(1e-6));
    CHECK(fit.maximum.parameters[1] == Approx(second).margin(1e-6));
    CHECK(fit.aic == Approx(aic).margin(1e-4));
  };
  check(Family::weibull, 6.550712, 0.092555, 2755.7842);
  check(Family::log_logistic, 6.128323, -0.093219, 2760.6224);
  check(Family::log_normal, 6.116114, 0.510694, 2769.5140);
  const FittedDropout dropout = fit_dropout(*trial, s, {});
  CHECK(dropout.exposure == 124687.0);
  CHECK(std::log(dropout.rate()) == Approx(-9.248655).margin(1e-6));
}

// R's optim of the process's likelihood.
TEST_CASE("a decaying enrolment's fit", "[forecast][exact]") {
  const auto trial = public_example(1);
  if (!trial) return;
  const FittedEnrolment fit =
      fit_enrolment(EnrolmentForm::decaying, enrolment_data(*trial));
  REQUIRE(fit.maximum.converged());
  CHECK(fit.maximum.parameters[0] == Approx(-5.34974501).margin(1e-5));
  CHECK(fit.maximum.parameters[1] == Approx(-5.75609140).margin(1e-5));
  CHECK(fit.maximum.se(0) == Approx(0.20748562).epsilon(1e-4));
  CHECK(fit.maximum.se(1) == Approx(0.61845308).epsilon(1e-4));
  CHECK(fit.log_likelihood == Approx(-305.69595810).epsilon(1e-9));
}

// eventPred has the 300th on 2019-05-11 (04-25 to 06-21); R's rgamma and
// uniroot on the same fit have days 438.2, 422.0 and 474.0.
TEST_CASE("the last of 300 enters when eventPred says", "[forecast][FCT-03]") {
  const auto trial = public_example(1);
  if (!trial) return;
  const FittedEnrolment fit =
      fit_enrolment(EnrolmentForm::decaying, enrolment_data(*trial));
  constexpr std::size_t futures = 10'000;
  const auto drawn = draw_parameters(fit.maximum, fit.posterior,
                                     ParameterDraws::normal, futures, {1, 0});
  std::vector<double> last;
  std::vector<double> entries(300 - trial->participants.size());
  for (std::size_t i = 0; i < futures; ++i) {
    const Eigen::VectorXd row = drawn.draws.row(static_cast<Eigen::Index>(i));
    WordStream words{{1, Purpose::forecast, i}, 1ULL << 32};
    future_entries(fit, {row.data(), 2}, entries, {}, words);
    last.push_back(entries.back());
  }
  std::ranges::sort(last);
  const auto day = [&](const char* iso) {
    return days_between(trial->origin, iso);
  };
  const double median = last[futures / 2];
  const double low = last[futures / 20];
  const double high = last[futures * 19 / 20];
  CHECK(median == Approx(438.2).margin(1.0));
  CHECK(low == Approx(422.0).margin(1.0));
  CHECK(high == Approx(474.0).margin(2.5));
  CHECK(median == Approx(day("2019-05-11")).margin(10.0));
  CHECK(low == Approx(day("2019-04-25")).margin(30.0));
  CHECK(high == Approx(day("2019-06-21")).margin(30.0));
}
