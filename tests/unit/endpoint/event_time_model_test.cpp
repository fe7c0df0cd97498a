#include "rehearse/endpoint/event_time_model.hpp"

#include <cmath>
#include <vector>

#include "rehearse/core/units.hpp"
#include "rehearse/endpoint/arm_model.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

const std::vector<HazardGroup> one_group{{1.0, 1.0}};
// The trial's eight cells have hazard ratios up to 1.15 * 1.35 * 1.15.
const std::vector<HazardGroup> mixed{{0.15, 1.0}, {0.35, 1.35}, {0.5, 1.8}};

ModelSpec weibull(double median, double shape) {
  ModelSpec spec;
  spec.family = Family::weibull;
  spec.median = median;
  spec.shape = shape;
  return spec;
}

ModelSpec exponential(double median) {
  ModelSpec spec;
  spec.median = median;
  return spec;
}

// Every family, each with a median of the whole arm of 200 days.
std::vector<ModelSpec> families() {
  ModelSpec log_logistic;
  log_logistic.family = Family::log_logistic;
  log_logistic.median = 200.0;
  log_logistic.shape = 1.4;
  ModelSpec log_normal;
  log_normal.family = Family::log_normal;
  log_normal.median = 200.0;
  log_normal.sigma = 1.2;
  ModelSpec cure;
  cure.family = Family::cure;
  cure.median = 200.0;
  cure.cured = 0.2;
  cure.uncured = {weibull(0, 0.9)};
  cure.uncured[0].median.reset();
  return {exponential(200.0), weibull(200.0, 0.774), log_logistic, cure,
          log_normal};
}

double arm_survival(const EventTimeModel& model,
                    const std::vector<HazardGroup>& groups, double days) {
  double sum = 0.0;
  for (const auto& [share, ratio] : groups)
    sum += share * std::exp(-ratio * model.cumulative_hazard(days));
  return sum;
}

}  // namespace

TEST_CASE("the stated median is the whole arm's", "[endpoint][exact][SIM-07]") {
  for (const ModelSpec& spec : families()) {
    CAPTURE(static_cast<int>(spec.family));
    CHECK(arm_survival(reference_model(spec, one_group), one_group, 200.0) ==
          Approx(0.5).epsilon(1e-13));
    CHECK(arm_survival(reference_model(spec, mixed), mixed, 200.0) ==
          Approx(0.5).epsilon(1e-13));
  }
}

TEST_CASE("event_times inverts the cumulative hazard", "[endpoint][exact]") {
  std::vector<ModelSpec> specs = families();
  ModelSpec pieces;
  pieces.family = Family::piecewise_exponential;
  pieces.periods = {{90.0, 0.004}, {180.0, 0.0}, {unbounded, 0.002}};
  specs.push_back(pieces);
  for (const ModelSpec& spec : specs) {
    const EventTimeModel model = reference_model(spec, mixed);
    for (const double days : {0.01, 1.0, 50.0, 89.0, 181.0, 400.0, 2000.0}) {
      CAPTURE(static_cast<int>(spec.family), days);
      std::vector<double> column{model.cumulative_hazard(days)};
      model.event_times(column);
      CHECK(column[0] == Approx(days).epsilon(1e-9));
      // The hazard is the derivative (central difference, step 1e-4 t).
      const double step = 1e-4 * days;
      const double slope = (model.cumulative_hazard(days + step) -
                            model.cumulative_hazard(days - step)) /
                           (2 * step);
      CHECK(model.hazard(days) == Approx(slope).epsilon(1e-6));
    }
  }
}

TEST_CASE("parameters by hand", "[endpoint][exact]") {
  // Median 6.8 months, shape 0.774: scale 10.918 months (config-keys.md).
  const double median = 6.8 * days_per_month;
  const EventTimeModel model =
      reference_model(weibull(median, 0.774), one_group);
  CHECK(model.scale / days_per_month == Approx(10.918).epsilon(1e-4));

  // Two landmarks: k = ln(ln s1 / ln s2) / ln(t1 / t2) (domain.md §1).
  ModelSpec landmarks;
  landmarks.family = Family::weibull;
  landmarks.survival = {{180.0, 0.6}, {360.0, 0.4}};
  const EventTimeModel two = reference_model(landmarks, one_group);
  CHECK(two.shape ==
        Approx(std::log(std::log(0.6) / std::log(0.4)) / std::log(0.5)));
  CHECK(two.scale == Approx(180.0 / std::pow(-std::log(0.6), 1 / two.shape)));
  const EventTimeModel mix = reference_model(landmarks, mixed);
  CHECK(arm_survival(mix, mixed, 180.0) == Approx(0.6).epsilon(1e-12));
  CHECK(arm_survival(mix, mixed, 360.0) == Approx(0.4).epsilon(1e-12));

  ModelSpec survival;
  survival.survival = {{12 * days_per_month, 0.341}};
  CHECK(reference_model(survival, one_group).scale ==
        Approx(12 * days_per_month / -std::log(0.341)));
}

// R 4.2: -plnorm(t, log(200), 1.2, lower = FALSE, log = TRUE), and dlnorm over
// the upper tail.
TEST_CASE("a log-normal is R's", "[endpoint][exact][SIM-07]") {
  const EventTimeModel model = reference_model(families()[4], one_group);
  CHECK(model.scale == Approx(200.0));
  struct Point {
    double days, cumulative, hazard;
  };
  for (const auto& [days, cumulative, hazard] :
       {Point{0.5, 2.9741667145854374e-07, 2.5675112293946495e-06},
        Point{10.0, 0.0062920348709930669, 0.0014830294235146965},
        Point{200.0, 0.69314718055994529, 0.0033245190033452717},
        Point{5000.0, 5.6117034823316754, 0.0004982665683801339}}) {
    CAPTURE(days);
    CHECK(model.cumulative_hazard(days) == Approx(cumulative).epsilon(1e-12));
    CHECK(model.hazard(days) == Approx(hazard).epsilon(1e-12));
  }
  // Far out: 8 below, 40 and 60 standard deviations above the median.
  for (const auto& [z, cumulative] : {std::pair{-8.0, 6.2209605742717868e-16},
                                      {40.0, 804.6084420137538},
                                      {60.0, 1805.013560680567}}) {
    CAPTURE(z);
    const double days = 200.0 * std::exp(1.2 * z);
    CHECK(model.cumulative_hazard(days) == Approx(cumulative).epsilon(1e-12));
    std::vector<double> column{cumulative};
    model.event_times(column);
    CHECK(column[0] == Approx(days).epsilon(1e-10));
  }
}

TEST_CASE("a cure model leaves its cured share", "[endpoint][exact][SIM-07]") {
  const EventTimeModel model = reference_model(families()[3], one_group);
  CHECK(std::exp(-model.cumulative_hazard(1e6)) == Approx(0.2));
  // S0(m) = (0.5 - pi) / (1 - pi) (domain.md §1).
  const double s0 = std::exp(-std::pow(200.0 / model.scale, model.shape));
  CHECK(s0 == Approx(0.3 / 0.8));
  std::vector<double> column{-std::log(0.2001), -std::log(0.1999), 50.0};
  model.event_times(column);
  CHECK(column[0] < 1e5);
  CHECK(column[1] > 1e6);
  CHECK(column[2] > 1e6);
}

TEST_CASE("a hazard ratio acts on any control model", "[endpoint][exact]") {
  for (const ModelSpec& spec : families()) {
    const std::vector<EffectPeriod> effect{{unbounded, 0.6}};
    const ArmModels arms{spec, effect, {}, mixed};
    REQUIRE(arms.proportional_hazard_ratio() == 0.6);
    for (const double days : {10.0, 200.0, 900.0})
      CHECK(arms.cumulative_hazard(1, days) ==
            Approx(0.6 * arms.cumulative_hazard(0, days)));
  }
  // Cured share of the experimental arm: cured^HR.
  const std::vector<EffectPeriod> half{{unbounded, 0.5}};
  const ArmModels cure{families()[3], half, {}, one_group};
  CHECK(cure.survival(1, 1e6) == Approx(std::sqrt(0.2)));
}

TEST_CASE("a 3-month delay moves the median from 9 to 13 months",
          "[endpoint][exact]") {
  // By hand: 3 + (9 - 3) / 0.6 = 13.
  const std::vector<EffectPeriod> delayed{{3.0, 1.0}, {unbounded, 0.6}};
  const ArmModels arms{exponential(9.0), delayed, {}, one_group};
  CHECK(arms.survival(1, 13.0) == Approx(0.5));
  CHECK_FALSE(arms.proportional_hazard_ratio());
  CHECK(arms.hazard(1, 2.0) == Approx(std::log(2.0) / 9.0));
  CHECK(arms.hazard(1, 4.0) == Approx(0.6 * std::log(2.0) / 9.0));
}

TEST_CASE("drawn times invert each cell's and arm's cumulative hazard",
          "[endpoint][exact][SIM-07]") {
  const std::vector<EffectPeriod> crossing{
      {60.0, 1.4}, {200.0, 0.5}, {unbounded, 0.8}};
  for (const ModelSpec& spec : families())
    for (const bool own : {false, true}) {
      const ArmModels arms =
          own ? ArmModels{spec, {}, weibull(300.0, 1.2), mixed}
              : ArmModels{spec, crossing, {}, mixed};
      const std::vector<std::uint32_t> cells{0, 1, 2, 0, 1, 2, 2};
      const std::vector<std::uint8_t> arm{0, 0, 0, 1, 1, 1, 1};
      const std::vector<double> unit{0.3, 0.05, 1.1, 0.7, 0.2, 0.02, 1.9};
      std::vector<double> times = unit;
      std::vector<double> scratch(unit.size());
      arms.event_times(cells, arm, times, scratch);
      for (std::size_t i = 0; i < unit.size(); ++i) {
        CAPTURE(static_cast<int>(spec.family), own, i);
        if (times[i] > 1e6) continue;  // cured
        CHECK(mixed[cells[i]].hazard_ratio *
                  arms.cumulative_hazard(arm[i], times[i]) ==
              Approx(unit[i]).epsilon(1e-9));
      }
    }
}
