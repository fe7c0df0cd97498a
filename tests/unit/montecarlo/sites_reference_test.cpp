// Enrolment by sites and their frailty against the plainest loops, participant
// by participant, and whatever the threads.
#include <cmath>
#include <limits>

#include "rehearse/core/units.hpp"
#include "rehearse/montecarlo/enrolment_study.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/trial/simulate.hpp"
#include "support/catch.hpp"
#include "support/random_parts.hpp"
#include "support/random_scenario.hpp"
#include "support/reference_trial.hpp"

using namespace rehearse;

namespace {

// Enrolment by sites of every kind, over an otherwise random scenario.
Scenario by_sites(std::uint64_t number) {
  Scenario s = random_scenario(number);
  random_parts::Dice dice{number + 7'000'000};
  const int sites = dice.whole(1, 12);
  s.sites.clear();
  for (int i = 0; i < sites; ++i) s.sites.push_back({std::to_string(i)});
  if (s.randomization.by_site || !s.randomization.minimize_over.empty()) {
    s.randomization.by_site = false;
    s.randomization.minimize_over.clear();
  }
  std::size_t strata = 1;
  for (const std::size_t f : s.randomization.stratify_by)
    strata *= s.factors[f].levels.size();
  if (dice.one_in(2)) {
    s.randomization.by_site = true;
    strata *= s.sites.size();
  }
  s.stratum_streams.clear();
  for (std::uint64_t k = 0; k < strata; ++k)
    s.stratum_streams.push_back(k << 40);
  s.stratum_lengths.clear();
  s.stratum_rows.clear();
  s.enrolment = {};
  s.enrolment.model = EnrolmentModel::sites;
  SitesPlan& plan = s.enrolment.by_site;
  plan.opening = dice.one_in(3) ? 0.0 : dice.real(10, 300);
  if (dice.one_in(3)) plan.distribution = OpeningDistribution::uniform;
  plan.rate = dice.real(0.5, 4.0) / days_per_month;
  if (!dice.one_in(3)) plan.rate_shape = dice.real(0.5, 4.0);
  if (dice.one_in(2)) plan.cap = s.participants / sites + dice.whole(1, 9);
  if (dice.one_in(2)) plan.screening = dice.real(1, 40);
  if (dice.one_in(2)) plan.screen_failure = dice.real(0.05, 0.5);
  if (dice.one_in(2)) plan.pauses = {{20.0, 34.5}, {100.0, 160.0}};
  if (dice.one_in(3)) plan.regions = {{"A", 45.0, 30.0}, {"B", 9.0, {}}};
  for (Site& site : s.sites) {
    if (dice.one_in(4)) site.opens = dice.real(0, 100);
    if (dice.one_in(4)) site.rate = dice.real(0.01, 0.2);
    if (!plan.regions.empty() && dice.one_in(2))
      site.region = dice.one_in(2) ? "A" : "B";
  }
  return s;
}

Participants simulated(const Scenario& s, std::uint64_t replicate) {
  const TrialPlan plan{s};
  TrialSimulator trial{plan};
  trial.enrol(replicate);
  trial.randomize(replicate);
  trial.draw_times(replicate);
  return trial.participants();
}

}  // namespace

TEST_CASE("sites enrol as in the plainest loop", "[montecarlo][reference]") {
  for (std::uint64_t number = 1; number <= 120; ++number) {
    const Scenario s = by_sites(number);
    for (const std::uint64_t replicate : {0ULL, 5ULL}) {
      INFO("scenario " << number << ", replicate " << replicate);
      const Participants ours = simulated(s, replicate);
      const auto theirs = reference::simulate(s, replicate);
      for (std::size_t i = 0; i < theirs.size(); ++i) {
        CAPTURE(i);
        // Sums of logarithms, which differ in their last bits.
        REQUIRE(std::abs(ours.entry[i] - theirs[i].entry) <=
                1e-9 * theirs[i].entry + 0x1p-23);
        REQUIRE(ours.site[i] == theirs[i].site);
        REQUIRE(ours.stratum[i] == theirs[i].stratum);
        REQUIRE(ours.arm[i] == theirs[i].arm);
        REQUIRE(std::abs(ours.event_time[i] - theirs[i].event_time) <=
                std::max(0x1p-14, 1e-9 * theirs[i].event_time));
      }
    }
  }
}

// Without factors and with a stated hazard the conditional times are those
// without frailty, over it: one ratio at each site.
TEST_CASE("a site's frailty divides its participants' times",
          "[montecarlo][reference]") {
  for (const auto distribution :
       {FrailtyDistribution::gamma, FrailtyDistribution::lognormal}) {
    Scenario s = w1_scenario();
    s.endpoint.control.median.reset();
    s.endpoint.control.hazard = 0.001;
    for (int i = 0; i < 20; ++i) s.sites.push_back({std::to_string(i)});
    TrialPlan without{s};
    s.frailty = Frailty{distribution, 0.3};
    TrialPlan with{s};
    TrialSimulator plain{without};
    TrialSimulator frail{with};
    CHECK_FALSE(fits_block(with));
    for (std::uint64_t replicate = 0; replicate < 4; ++replicate) {
      for (TrialSimulator* trial : {&plain, &frail}) {
        trial->enrol(replicate);
        trial->randomize(replicate);
        trial->draw_sites(replicate);
        trial->draw_times(replicate);
      }
      std::vector<double> ratio(20, 0.0);
      for (std::size_t i = 0; i < 246; ++i) {
        const std::uint32_t site = frail.participants().site[i];
        REQUIRE(site == plain.participants().site[i]);
        REQUIRE(frail.participants().arm[i] == plain.participants().arm[i]);
        const double before = plain.participants().event_time[i];
        if (before < 5.0) continue;  // the grid's steps would show
        const double here = frail.participants().event_time[i] / before;
        if (ratio[site] == 0.0) ratio[site] = here;
        CHECK(here == Approx(ratio[site]).epsilon(1e-4));
      }
      CHECK(std::abs(ratio[0] - ratio[1]) > 1e-3);
    }
  }
}

TEST_CASE("sites give the same bytes whatever the threads",
          "[montecarlo][determinism]") {
  Scenario s = w1_scenario();
  for (int i = 0; i < 12; ++i) s.sites.push_back({std::to_string(i)});
  s.enrolment = {};
  s.enrolment.model = EnrolmentModel::sites;
  s.enrolment.by_site.rate = 1.2 / days_per_month;
  s.enrolment.by_site.rate_shape = 1.5;
  s.enrolment.by_site.opening = 100.0;
  s.frailty = Frailty{FrailtyDistribution::gamma, 0.2};
  s.replicates = 3000;
  RunOptions one;
  one.threads.count = 1;
  RunOptions three;
  three.threads.count = 3;
  std::vector<double> times[2];
  const auto sink = [&](std::vector<double>& into) {
    return [&into](std::uint64_t, std::span<const LookResult> looks) {
      into.push_back(looks.back().analysis_time);
      into.push_back(looks.back().z);
    };
  };
  one.each_replicate = sink(times[0]);
  three.each_replicate = sink(times[1]);
  const PowerEstimate a = estimate_power(s, one);
  const PowerEstimate b = estimate_power(s, three);
  CHECK(a.power.estimate == b.power.estimate);
  CHECK(times[0] == times[1]);
  CHECK(times[0].size() == 6000);
}

TEST_CASE("lists by site run out as often as they are too short",
          "[montecarlo]") {
  Scenario s = w1_scenario();
  s.participants = 40;
  for (int i = 0; i < 4; ++i) s.sites.push_back({std::to_string(i)});
  s.randomization.by_site = true;
  s.stratum_streams = {0, 1ULL << 40, 2ULL << 40, 3ULL << 40};
  s.enrolment = {};
  s.enrolment.model = EnrolmentModel::sites;
  s.enrolment.by_site.rate = 1.0 / days_per_month;
  // Alike sites that open at once: multinomial numbers.
  const std::vector<std::uint64_t> rows{14, 40, 40, 40};
  const EnrolmentEstimate alike = estimate_enrolment(s, rows, 20'000);
  // P(Binomial(40, 1/4) >= 15), by R's pbinom.
  const double exact = 0.05444;
  CHECK(std::abs(alike.runout->estimate - exact) <
        4 * std::sqrt(exact * (1 - exact) / 20'000));
  CHECK(alike.sites[0].runout->estimate == alike.runout->estimate);
  CHECK(alike.sites[1].runout->estimate == 0.0);
  CHECK(alike.sites[2].participants.mean ==
        Approx(10.0).margin(4 * 2.74 / std::sqrt(20'000.0)));
  s.enrolment.by_site.rate_shape = 1.2;
  CHECK(estimate_enrolment(s, rows, 5'000).runout->estimate > 0.15);
}
