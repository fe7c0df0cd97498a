// Enrolment by sites and site frailty against published figures and closed
// forms. Fixed seeds; 23 comparisons at 4 standard errors: by chance one of
// them fails with probability at most 23 x 6.3e-5 = 0.14%.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "rehearse/core/moments.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/design/analytic_power.hpp"
#include "rehearse/design/event_times.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/trial/poisson_gamma.hpp"
#include "rehearse/trial/simulate.hpp"
#include "rehearse/trial/site_enrolment.hpp"
#include "rehearse/trial/site_frailty.hpp"
#include "support/catch.hpp"
#include "support/random_scenario.hpp"

using namespace rehearse;

namespace {

constexpr std::size_t trials = 20'000;

// Months until 246 have entered at 31 sites, .5 a month each, shape 1.2: site i
// from 1 on opens at i / 31 of the time.
std::vector<double> simulated_ends(double opening_months,
                                   std::optional<double> shape) {
  Scenario s;
  s.participants = 246;
  for (int i = 1; i <= 31; ++i) {
    s.sites.push_back({std::to_string(i)});
    s.sites.back().opens = opening_months * i / 31 * days_per_month;
  }
  s.enrolment.model = EnrolmentModel::sites;
  s.enrolment.by_site.rate = 0.5 / days_per_month;
  s.enrolment.by_site.rate_shape = shape;
  const SiteEnrolment plan{s};
  SiteEnroller enroller{plan};
  std::vector<double> entry(246);
  std::vector<std::uint32_t> site(246);
  std::vector<double> ends;
  for (std::uint64_t r = 0; r < trials; ++r) {
    enroller.enrol(20250707, r, entry, site);
    ends.push_back(entry.back() / days_per_month);
  }
  std::ranges::sort(ends);
  return ends;
}

double quantile(const std::vector<double>& sorted, double p) {
  return sorted[static_cast<std::size_t>(p * double(sorted.size()))];
}

// Of a quantile, by the spacing of those near it.
double quantile_error(const std::vector<double>& sorted, double p) {
  const double per_unit =
      (quantile(sorted, p + 0.01) - quantile(sorted, p - 0.01)) / 0.02;
  return std::sqrt(p * (1 - p) / double(sorted.size())) * per_unit;
}

double mean_error(const std::vector<double>& values) {
  return Moments::of(values).sd() / std::sqrt(double(values.size()));
}

// That 23 such comparisons are false alarms is accounted for above.
void check_near(double ours, double theirs, double error) {
  INFO(ours << " against " << theirs << ", error " << error);
  CHECK(std::abs(ours - theirs) < 4.0 * error);
}

}  // namespace

TEST_CASE("the engine fills a sample as the closed form says",
          "[statistical][sites][SIM-09]") {
  const std::vector<double> ends = simulated_ends(0.0, 1.2);
  check_near(Moments::of(ends).mean, 16.30939, mean_error(ends));
  check_near(quantile(ends, 0.05), 12.0807, quantile_error(ends, 0.05));
  check_near(quantile(ends, 0.5), 15.99253, quantile_error(ends, 0.5));
  check_near(quantile(ends, 0.95), 21.61511, quantile_error(ends, 0.95));
  const std::vector<double> alike = simulated_ends(0.0, std::nullopt);
  check_near(quantile(alike, 0.05), 14.24402, quantile_error(alike, 0.05));
  check_near(quantile(alike, 0.5), 15.84947, quantile_error(alike, 0.5));
  check_near(quantile(alike, 0.95), 17.57125, quantile_error(alike, 0.95));
}

// Another program's simulation, also of 20,000 trials.
TEST_CASE("sites that open over six months fill later",
          "[statistical][sites]") {
  const std::vector<double> ends = simulated_ends(6.0, 1.2);
  check_near(Moments::of(ends).mean, 19.414,
             std::hypot(0.021, mean_error(ends)));
  const auto both = [&](double p) {
    return std::sqrt(2.0) * quantile_error(ends, p) + 0.001;  // its rounding
  };
  check_near(quantile(ends, 0.05), 15.17, both(0.05));
  check_near(quantile(ends, 0.5), 19.11, both(0.5));
  check_near(quantile(ends, 0.95), 24.72, both(0.95));
}

TEST_CASE("the variance of sites' frailties is the stated one",
          "[statistical][sites]") {
  for (const auto distribution :
       {FrailtyDistribution::gamma, FrailtyDistribution::lognormal})
    for (const double variance : {0.1, 0.6}) {
      SiteFrailty frailty{{distribution, variance}, 200'000};
      frailty.apply({3, Purpose::frailty, 0}, {}, {});
      std::vector<double> z;
      std::vector<double> squares;
      for (const double inverse : frailty.inverse()) {
        z.push_back(1.0 / inverse);
        squares.push_back((z.back() - 1.0) * (z.back() - 1.0));
      }
      check_near(Moments::of(z).mean, 1.0, mean_error(z));
      check_near(Moments::of(squares).mean, variance, mean_error(squares));
    }
}

// 31 sites of 8 participants share their frailties: the error is that of
// independent trials.
TEST_CASE("the whole arm's median stays under frailty",
          "[statistical][sites][SIM-10]") {
  for (const auto distribution :
       {FrailtyDistribution::gamma, FrailtyDistribution::lognormal}) {
    Scenario s = w1_scenario();
    for (int i = 0; i < 31; ++i) s.sites.push_back({std::to_string(i)});
    s.factors = {{"f", {"a", "b"}, {0.4, 0.6}, {1.0, 1.5}}};
    s.frailty = Frailty{distribution, 0.5};
    const TrialPlan plan{s};
    TrialSimulator trial{plan};
    std::vector<double> share;
    for (std::uint64_t r = 0; r < 4'000; ++r) {
      trial.enrol(r);
      trial.randomize(r);
      trial.draw_times(r);
      const Participants& people = trial.participants();
      double alive = 0.0;
      double control = 0.0;
      for (std::size_t i = 0; i < people.size(); ++i) {
        if (people.arm[i] != 0) continue;
        control += 1.0;
        alive += people.event_time[i] > 6.8 * days_per_month ? 1.0 : 0.0;
      }
      share.push_back(alive / control);
    }
    check_near(Moments::of(share).mean, 0.5, mean_error(share));
    // Sites differ: more than single participants would.
    CHECK(Moments::of(share).sd() > 1.1 * std::sqrt(0.25 / 123.0));
  }
}

// The time of the 161st event, whose spread is the sites'. The formula takes a
// moment-matched number of participants: .3% of the time is allowed beyond four
// errors. Its standard deviation is an upper bound.
TEST_CASE("theory times looks of a trial by sites", "[statistical][sites]") {
  Scenario s = w1_scenario();
  for (int i = 0; i < 31; ++i) s.sites.push_back({std::to_string(i)});
  s.enrolment = {};
  s.enrolment.model = EnrolmentModel::sites;
  SitesPlan& plan = s.enrolment.by_site;
  plan.opening = 12 * days_per_month;
  plan.rate = 0.6 / days_per_month;
  plan.rate_shape = 1.2;
  plan.screening = 28.0;
  plan.pauses = {{222.0, 232.0}};
  s.replicates = 8'000;
  const Distribution found = estimate_power(s, {}).looks.front().analysis_time;
  const LookTime theory = look_times(s, trial_process(s)).front();
  INFO(theory.mean << " sd " << theory.sd << " against " << found.mean << " sd "
                   << found.sd);
  CHECK(std::abs(theory.mean - found.mean) <
        4.0 * found.mcse + 0.003 * found.mean);
  CHECK(theory.sd > 0.97 * found.sd);
  CHECK(theory.sd < 1.25 * found.sd);
}
