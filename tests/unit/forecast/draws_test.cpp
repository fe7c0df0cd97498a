#include "rehearse/forecast/dropout_fit.hpp"
#include "rehearse/forecast/parameter_draws.hpp"
#include "trials.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

constexpr std::size_t count = 20'000;

DrawnParameters drawn_of(const FittedEvents& fit, ParameterDraws how,
                         std::size_t draws = count, std::uint64_t item = 0) {
  return draw_parameters(fit.maximum, fit.posterior, how, draws, {7, item});
}

double mean_of(const DrawnParameters& drawn, Eigen::Index column) {
  return drawn.draws.col(column).mean();
}

double sd_of(const DrawnParameters& drawn, Eigen::Index column) {
  return std::sqrt((drawn.draws.col(column).array() - mean_of(drawn, column))
                       .square()
                       .mean());
}

}  // namespace

// 4 standard errors; 6e-5 for each figure to fail by chance.
TEST_CASE("normal draws have the estimate's mean and covariance",
          "[forecast]") {
  const FittedEvents fit = fit_of(freireich(true), Family::weibull);
  const DrawnParameters drawn = drawn_of(fit, ParameterDraws::normal);
  REQUIRE(drawn.draws.rows() == count);
  for (const Eigen::Index k : {0, 1}) {
    const double se = fit.maximum.se(static_cast<std::size_t>(k));
    CHECK(mean_of(drawn, k) ==
          Approx(fit.maximum.parameters[static_cast<std::size_t>(k)])
              .margin(4.0 * se / std::sqrt(count)));
    CHECK(sd_of(drawn, k) == Approx(se).epsilon(4.0 / std::sqrt(2.0 * count)));
  }
  const double covariance = ((drawn.draws.col(0).array() - mean_of(drawn, 0)) *
                             (drawn.draws.col(1).array() - mean_of(drawn, 1)))
                                .mean();
  CHECK(covariance == Approx(fit.maximum.covariance(0, 1))
                          .margin(4.0 * fit.maximum.se(0) * fit.maximum.se(1) *
                                  std::sqrt(2.0 / count)));
  CHECK(drawn.effective == count);
}

// A flat prior on the log rate has a gamma posterior, shape the events' number.
TEST_CASE("posterior draws of a rate are its gamma's", "[forecast]") {
  EventData data = freireich(true);
  double exposure = 0.0;
  for (std::size_t i = 0; i < data.rows.size(); ++i) {
    data.rows[i].event = i < 3;
    exposure += data.rows[i].time;
  }
  const FittedEvents fit = fit_of(data, Family::exponential);
  const DrawnParameters drawn = drawn_of(fit, ParameterDraws::posterior);
  CHECK(drawn.acceptance > 0.7);
  CHECK(drawn.effective ==
        Approx(count * drawn.acceptance / (2.0 - drawn.acceptance)));
  // log of a gamma of shape 3: mean digamma(3), variance trigamma(3).
  const double se = std::sqrt(0.3949340668 / drawn.effective);
  CHECK(mean_of(drawn, 0) ==
        Approx(0.9227843351 - std::log(exposure)).margin(4.0 * se));
  CHECK(sd_of(drawn, 0) ==
        Approx(std::sqrt(0.3949340668))
            .epsilon(4.0 * std::sqrt(0.9 / drawn.effective)));
  // Skewed: the median of a gamma of shape 3 is 2.674060314.
  std::vector<double> rates(drawn.draws.col(0).begin(),
                            drawn.draws.col(0).end());
  const auto below = std::ranges::count_if(rates, [&](double log_rate) {
    return std::exp(log_rate) * exposure < 2.674060314;
  });
  CHECK(static_cast<double>(below) / count ==
        Approx(0.5).margin(4.0 * 0.5 / std::sqrt(drawn.effective)));
}

TEST_CASE("a draw depends on its address alone", "[forecast]") {
  const FittedEvents fit = fit_of(freireich(true), Family::log_logistic);
  for (const auto& [word, how] : words_of(ParameterDraws{})) {
    CAPTURE(word);
    const auto few = drawn_of(fit, how, 10).draws;
    const auto many = drawn_of(fit, how, 50).draws;
    CHECK(few == many.topRows(10));
    const auto others = drawn_of(fit, how, 10, 1ULL << 32).draws;
    CHECK((few == others) == (how == ParameterDraws::fixed));
  }
  const auto fixed = drawn_of(fit, ParameterDraws::fixed, 3);
  for (const Eigen::Index k : {0, 1})
    CHECK(fixed.draws(2, k) ==
          fit.maximum.parameters[static_cast<std::size_t>(k)]);
}

TEST_CASE("a rate of dropping out", "[forecast]") {
  OngoingTrial trial;
  for (int i = 0; i < 20; ++i) {
    OngoingParticipant& p = trial.participants.emplace_back();
    p.time = 100.0;
    if (i < 4) p.status = FollowUp::dropout;
  }
  Scenario s = plain_scenario();
  const FittedDropout alone = fit_dropout(trial, s, {});
  CHECK(alone.rate() == Approx(4.0 / 2000.0));
  CHECK(alone.aic == Approx(2.0 - 2.0 * (4.0 * std::log(0.002) - 4.0)));
  CHECK(printed(alone).parameters[0].se == Approx(0.5));
  // Ten events of mean time m bring 10 m days at risk, at 1e-4 a day.
  s.forecast.prior_events = 10.0;
  const EventPrior prior = event_prior(s);
  double mean = 0.0;
  for (const double time : prior.times) mean += time / 200.0;
  const FittedDropout both = fit_dropout(trial, s, prior);
  CHECK(both.rate() == Approx((4.0 + 1e-3 * mean) / (2000.0 + 10.0 * mean)));
  // Nobody yet: 0, but for the posterior, gamma of shape 1/2.
  for (OngoingParticipant& p : trial.participants) p.status = FollowUp::ongoing;
  const FittedDropout none = fit_dropout(trial, plain_scenario(), {});
  WordStream words{{1, Purpose::forecast, 0}, 0};
  CHECK(draw_dropout_rate(none, ParameterDraws::fixed, words) == 0.0);
  CHECK(draw_dropout_rate(none, ParameterDraws::normal, words) == 0.0);
  CHECK(printed(none).parameters[0].estimate == 0.0);
  double sum = 0.0, log_sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += draw_dropout_rate(none, ParameterDraws::posterior, words) * 2000.0;
    log_sum +=
        std::log(draw_dropout_rate(alone, ParameterDraws::normal, words));
  }
  CHECK(sum / count == Approx(0.5).margin(4.0 * std::sqrt(0.5 / count)));
  CHECK(log_sum / count ==
        Approx(std::log(0.002)).margin(4.0 * 0.5 / std::sqrt(count)));
}
