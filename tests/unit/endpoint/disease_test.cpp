#include "rehearse/endpoint/disease.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/random/columns.hpp"
#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("the cause of a PFS event is death in its fraction",
          "[endpoint][exact]") {
  const auto disease_course = [](const DeathModel& model, double pfs,
                                 double cause, double after) {
    return DiseaseModel{model, 2}.course({1, 0.0, pfs, cause, after});
  };
  const DeathModel model{0.25, 0.001};
  const DiseaseCourse died = disease_course(model, 100.0, 0.25, 1.0);
  CHECK(died.progression == never);
  CHECK(died.death == 100.0);
  const DiseaseCourse progressed = disease_course(model, 100.0, 0.26, 0.5);
  CHECK(progressed.progression == 100.0);
  CHECK(progressed.death == 600.0);  // 100 + 0.5 / 0.001

  const DiseaseCourse immortal = disease_course({}, 100.0, 1e-9, 0.5);
  CHECK(immortal.progression == 100.0);
  CHECK(immortal.death == never);
  const DiseaseCourse cured = disease_course(model, never, 0.01, 0.1);
  CHECK(cured.progression == never);
  CHECK(cured.death == never);
}

TEST_CASE("overall survival is the illness-death model's",
          "[endpoint][statistical][HYP-04]") {
  // domain.md §1: S_OS = e^-ht + l01 / (l12 - h) (e^-ht - e^-l12 t), h = l01 +
  // l02. Each of 12 shares lies within 4.5 standard errors but with
  // probability 7e-6.
  const double h = 0.004;
  constexpr std::size_t n = 200'000;
  std::vector<double> pfs(n);
  std::vector<double> cause(n);
  std::vector<double> after(n);
  std::vector<double> death(n);
  fill_exponential({7, Purpose::progression, 0}, 0, pfs);
  fill_uniform({7, Purpose::death, 0}, 0, cause);
  fill_exponential({7, Purpose::death, 0}, 1ULL << 32, after);
  for (double& t : pfs) t = duration_on_grid(t / h);
  for (const double fraction : {0.05, 0.4})
    for (const double l12 : {0.001, 0.01}) {
      const DiseaseModel disease{{fraction, l12}, 2};
      for (std::size_t i = 0; i < n; ++i)
        death[i] = disease.course({0, 0.0, pfs[i], cause[i], after[i]}).death;
      for (const double t : {60.0, 200.0, 800.0}) {
        const double l01 = (1.0 - fraction) * h;
        const double survival =
            std::exp(-h * t) +
            l01 / (l12 - h) * (std::exp(-h * t) - std::exp(-l12 * t));
        std::size_t alive = 0;
        for (const double d : death) alive += d > t ? 1 : 0;
        const double share = static_cast<double>(alive) / n;
        CAPTURE(fraction, l12, t);
        CHECK(std::abs(share - survival) <
              4.5 * std::sqrt(survival * (1.0 - survival) / n));
      }
    }
}

namespace {

// Nobody dies first, and death follows progression by 0.01 a day.
DeathModel by_exponential() { return {0.0, 0.01}; }

// H(t) = (t / 100)^2 from progression on.
DeathModel by_weibull() {
  DeathModel model;
  model.after_progression.emplace();
  model.after_progression->family = Family::weibull;
  model.after_progression->shape = 2.0;
  model.after_progression->scale = 100.0;
  return model;
}

Switching switching() {
  Switching to;
  to.probability = 0.3;
  to.delay_mean = 40.0;
  return to;
}

// Of one who progresses on day 100, enrolled on day 1,000.
DiseaseCourse course_of(const DeathModel& model, std::size_t arm, double after,
                        double switches = 1.0, double delay = 0.5) {
  return DiseaseModel{model, 3}.course(
      {arm, 1000.0, 100.0, 1.0, after, switches, delay});
}

// The course is on a grid of 2^-14 day.
void check_day(double ours, double day) {
  CHECK(std::abs(ours - day) <= duration_step);
}

}  // namespace

TEST_CASE("death follows progression by a model of its own",
          "[endpoint][exact]") {
  DeathModel model = by_weibull();
  check_day(course_of(model, 0, 0.25).death, 150.0);  // 100 sqrt(0.25)
  check_day(course_of(model, 1, 0.25).death, 150.0);
  model.after_progression_hazard_ratio = 0.25;
  check_day(course_of(model, 0, 0.25).death, 150.0);
  check_day(course_of(model, 1, 0.25).death, 200.0);  // 100 sqrt(0.25 / 0.25)
}

TEST_CASE("what is stated of an arm's deaths replaces what is of all",
          "[endpoint][exact]") {
  DeathModel model = by_exponential();
  model.first_event_fraction = 0.2;
  model.after_progression_hazard_ratio = 0.5;
  model.arms.resize(3);
  model.arms[0].first_event_fraction = 0.6;
  model.arms[2].after_progression_hazard_ratio = 2.0;
  check_day(course_of(model, 0, 1.0).death, 200.0);
  check_day(course_of(model, 1, 1.0).death, 300.0);
  check_day(course_of(model, 2, 1.0).death, 150.0);
  const DiseaseModel disease{model, 3};
  const std::vector<double> fractions{0.6, 0.2, 0.2};
  for (std::size_t arm = 0; arm < 3; ++arm) {
    const double fraction = fractions[arm];
    CAPTURE(arm);
    const DiseaseCourse died = disease.course({arm, 0.0, 50.0, fraction});
    CHECK(died.progression == never);
    CHECK(died.death == 50.0);
    CHECK(disease.course({arm, 0.0, 50.0, fraction + 1e-6}).progression ==
          50.0);
  }
}

TEST_CASE("a switch changes the hazard of death from its day on",
          "[endpoint][exact][HYP-06]") {
  DeathModel model = by_exponential();
  model.switching = switching();
  model.switching->hazard_ratio = 0.5;
  // Progression on day 100, the switch 0.5 * 40 days later, hazard spent 0.2;
  // the other 1.3 are spent at 0.005 a day.
  const DiseaseCourse switched = course_of(model, 0, 1.5, 0.3);
  CHECK(switched.progression == 100.0);
  check_day(switched.switched, 120.0);
  check_day(switched.death, 380.0);

  // Whose uniform is above the probability, or in the other arm: not.
  for (std::size_t arm = 0; arm < 3; ++arm) {
    const double switches = arm == 0 ? 0.31 : 0.1;
    CAPTURE(arm, switches);
    const DiseaseCourse stayed = course_of(model, arm, 1.5, switches);
    CHECK(stayed.switched == never);
    check_day(stayed.death, 250.0);
  }
  // Nor who is dead by then, on day 115.
  const DiseaseCourse dead = course_of(model, 0, 0.15, 0.1);
  CHECK(dead.switched == never);
  check_day(dead.death, 115.0);

  // Under the Weibull model, switched on day 150, H = 0.25: the other 0.75
  // are spent four times as slowly, so that H would be 3.25.
  model = by_weibull();
  model.switching = switching();
  model.switching->hazard_ratio = 0.25;
  check_day(course_of(model, 0, 1.0, 0.3, 1.25).death,
            100.0 + 100.0 * std::sqrt(3.25));
}

TEST_CASE("a switch may prolong the life that was left instead",
          "[endpoint][exact]") {
  DeathModel model = by_exponential();
  model.switching = switching();
  model.switching->acceleration = 1.5;
  // Of 150 days after progression 130 are left at the switch.
  check_day(course_of(model, 0, 1.5, 0.3).death, 120.0 + 1.5 * 130.0);
  model = by_weibull();
  model.switching = switching();
  model.switching->acceleration = 0.5;
  check_day(course_of(model, 0, 1.0, 0.3, 1.25).death, 150.0 + 0.5 * 50.0);
}

TEST_CASE("nobody switches to what isn't available yet", "[endpoint][exact]") {
  DeathModel model = by_exponential();
  model.switching = switching();
  model.switching->hazard_ratio = 0.5;
  model.switching->available_from = 1150.0;
  // On day 150 since entry; the delay of 20 days begins then.
  const DiseaseCourse waited = course_of(model, 0, 1.5, 0.3);
  check_day(waited.switched, 170.0);
  check_day(waited.death, 330.0);  // 70 days at 0.01, then 0.8 / 0.005
  model.switching->available_from = 1090.0;  // before progression
  check_day(course_of(model, 0, 1.5, 0.3).switched, 120.0);
  model.switching->available_from = 1240.0;  // day 260: dead on day 250
  const DiseaseCourse never_had = course_of(model, 0, 1.5, 0.3);
  CHECK(never_had.switched == never);
  check_day(never_had.death, 250.0);
}

namespace {

// An illness-death model with rates in 1/day: progression, death before it,
// death after it; who will switch, when, and death from then on.
struct Rates {
  double progression, death, after;
  double switching = 0.0, delay = 1.0, switched = 1.0;
};

// Exponential phases, by convolution: alive without progression; progressed,
// never to switch; to switch yet; switched.
double overall_survival(const Rates& r, double t) {
  const auto e = [t](double rate) { return std::exp(-rate * t); };
  const double out = r.progression + r.death;
  const double stayed = r.progression / (r.after - out) * (e(out) - e(r.after));
  const double leave = r.after + r.delay;
  const double scale = r.progression / (leave - out);
  const double waiting = scale * (e(out) - e(leave));
  const double switched = r.delay * scale *
                          ((e(out) - e(r.switched)) / (r.switched - out) -
                           (e(leave) - e(r.switched)) / (r.switched - leave));
  return e(out) + (1.0 - r.switching) * stayed +
         r.switching * (waiting + switched);
}

struct SurvivalCase {
  DeathModel model;
  std::size_t arm;
  Rates rates;
};

DeathModel with_switching(double hazard_ratio, double acceleration) {
  DeathModel model{0.25, 0.006};
  model.switching = switching();
  model.switching->probability = 0.6;
  model.switching->hazard_ratio = hazard_ratio;
  model.switching->acceleration = acceleration;
  model.after_progression_hazard_ratio = 0.5;
  model.arms.resize(3);
  model.arms[2] = {0.5, 1.5};
  return model;
}

}  // namespace

TEST_CASE("overall survival by arm and after a switch has its closed form",
          "[endpoint][statistical]") {
  // PFS hazard 0.004. Each of 12 shares lies within 4.5 standard errors but
  // with probability 7e-6.
  constexpr std::size_t n = 200'000;
  std::vector<double> pfs(n), cause(n), after(n), switches(n), delay(n);
  fill_exponential({11, Purpose::progression, 0}, 0, pfs);
  fill_uniform({11, Purpose::death, 0}, 0, cause);
  fill_exponential({11, Purpose::death, 0}, 1ULL << 32, after);
  fill_uniform({11, Purpose::switching, 0}, 0, switches);
  fill_exponential({11, Purpose::switching, 0}, 1ULL << 32, delay);
  for (double& t : pfs) t = duration_on_grid(t / 0.004);
  const SurvivalCase cases[] = {
      {with_switching(0.4, 1.0),
       0,
       {0.003, 0.001, 0.006, 0.6, 1.0 / 40.0, 0.0024}},
      {with_switching(1.0, 2.0),
       0,
       {0.003, 0.001, 0.006, 0.6, 1.0 / 40.0, 0.003}},
      {with_switching(0.4, 1.0), 1, {0.003, 0.001, 0.003}},
      {with_switching(0.4, 1.0), 2, {0.002, 0.002, 0.009}},
  };
  for (const auto& [model, arm, rates] : cases) {
    const DiseaseModel disease{model, 3};
    std::vector<double> death(n);
    for (std::size_t i = 0; i < n; ++i)
      death[i] = disease
                     .course({arm, 0.0, pfs[i], cause[i], after[i], switches[i],
                              delay[i]})
                     .death;
    for (const double t : {150.0, 400.0, 900.0}) {
      const double survival = overall_survival(rates, t);
      const auto alive =
          std::ranges::count_if(death, [t](double d) { return d > t; });
      const double share = static_cast<double>(alive) / n;
      CAPTURE(arm, t, share, survival);
      CHECK(std::abs(share - survival) <
            4.5 * std::sqrt(survival * (1.0 - survival) / n));
    }
  }
}
