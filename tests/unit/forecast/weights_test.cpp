#include "rehearse/forecast/model_weights.hpp"
#include "trials.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

std::vector<FittedEvents> fits_of(const EventData& data,
                                  std::vector<Family> families) {
  std::vector<FittedEvents> fits;
  for (const Family family : families) fits.push_back(fit_of(data, family));
  return fits;
}

}  // namespace

TEST_CASE("weights by a criterion", "[forecast][exact]") {
  const auto weights = criterion_weights(std::vector{10.0, 12.0, unbounded});
  CHECK(weights[0] == Approx(1.0 / (1.0 + std::exp(-1.0))));
  CHECK(weights[1] == Approx(1.0 / (1.0 + std::exp(1.0))));
  CHECK(weights[2] == 0.0);
  CHECK(criterion_weights(std::vector{unbounded}) == std::vector{0.0});
}

// R's optimize of the two models' score; the third is below both everywhere.
TEST_CASE("stacking maximizes the logarithmic score", "[forecast][exact]") {
  const std::vector<std::vector<double>> log_p{{-1, -2, -0.5, -3, -1.2},
                                               {-1.5, -1, -2, -1, -1.1},
                                               {-2, -3, -2.5, -3.5, -2.2}};
  const auto weights = stacking_weights(log_p);
  CHECK(weights[0] == Approx(0.33952066).margin(1e-6));
  CHECK(weights[1] == Approx(1.0 - 0.33952066).margin(1e-6));
  CHECK(weights[2] == Approx(0.0).margin(1e-6));
}

// survreg's AICs, as in the test of fits.
TEST_CASE("models are weighted by what they are asked for",
          "[forecast][exact]") {
  const auto fits =
      fits_of(freireich(true), {Family::exponential, Family::weibull,
                                Family::log_logistic, Family::log_normal});
  const auto aic = model_weights(fits, Averaging::aic);
  CHECK(aic == criterion_weights(std::vector{fits[0].aic, fits[1].aic,
                                             fits[2].aic, fits[3].aic}));
  CHECK(std::log(aic[0] / aic[2]) ==
        Approx(0.5 * (234.702226512 - 235.533313831)).epsilon(1e-4));
  // One parameter less counts log 30 / 2.
  const auto bic = model_weights(fits, Averaging::bic);
  CHECK(std::log(bic[0] / bic[2]) ==
        Approx(std::log(aic[0] / aic[2]) + 0.5 * std::log(30.0) - 1.0));
}

// Without the fold, by hand: an exponential's rate is events over exposure.
TEST_CASE("participants are predicted from the other folds",
          "[forecast][exact]") {
  const EventData data = freireich(true);
  const FittedEvents fit = fit_of(data, Family::exponential);
  const auto log_p = cross_validated(fit);
  for (const std::size_t i : {3U, 13U, 24U}) {
    double events = 0.0, exposure = 0.0;
    for (std::size_t j = 0; j < data.rows.size(); ++j) {
      if (j % 10 == i % 10) continue;
      events += data.rows[j].event ? 1.0 : 0.0;
      exposure += data.rows[j].time;
    }
    const double rate = events / exposure;
    const double expected =
        (data.rows[i].event ? std::log(rate) : 0.0) - rate * data.rows[i].time;
    CHECK(log_p[i] == Approx(expected).epsilon(1e-7));
  }
  // Stacking is by these.
  const auto fits = fits_of(data, {Family::exponential, Family::log_normal});
  CHECK(model_weights(fits, Averaging::stacking) ==
        stacking_weights(
            std::vector{cross_validated(fits[0]), cross_validated(fits[1])}));
}

TEST_CASE("a model that didn't converge has no weight", "[forecast]") {
  auto fits = fits_of(freireich(true), {Family::exponential, Family::weibull});
  fits[0].maximum.fault = MaximumFault::endless;
  for (const auto& [word, by] : words_of(Averaging{})) {
    CAPTURE(word);
    CHECK(model_weights(fits, by) == std::vector{0.0, 1.0});
  }
}
