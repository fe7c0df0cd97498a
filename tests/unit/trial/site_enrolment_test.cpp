#include "rehearse/trial/site_enrolment.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/trial/poisson_gamma.hpp"
#include "rehearse/trial/site_course.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

// 31 sites, rate .5 a month, shape 1.2, 246 participants.
Scenario many_sites(double opening_months = 0.0) {
  Scenario s;
  s.participants = 246;
  for (int i = 1; i <= 31; ++i) s.sites.push_back({std::to_string(i)});
  s.enrolment.model = EnrolmentModel::sites;
  s.enrolment.by_site.opening = opening_months * days_per_month;
  s.enrolment.by_site.rate = 0.5 / days_per_month;
  s.enrolment.by_site.rate_shape = 1.2;
  return s;
}

struct Entered {
  std::vector<double> times;
  std::vector<std::uint32_t> sites;
};

Entered enrolled(const Scenario& s, std::uint64_t replicate = 0) {
  const SiteEnrolment plan{s};
  SiteEnroller enroller{plan};
  const auto n = static_cast<std::size_t>(s.participants);
  Entered entered{std::vector<double>(n), std::vector<std::uint32_t>(n)};
  enroller.enrol(9, replicate, entered.times, entered.sites);
  return entered;
}

std::vector<double> times_at(const Entered& entered, std::uint32_t site) {
  std::vector<double> times;
  for (std::size_t i = 0; i < entered.times.size(); ++i)
    if (entered.sites[i] == site) times.push_back(entered.times[i]);
  return times;
}

}  // namespace

TEST_CASE("sites open evenly, by date and by region", "[trial][exact]") {
  Scenario s = many_sites();
  s.sites.resize(6);
  SitesPlan& plan = s.enrolment.by_site;
  plan.opening = 60.0;
  plan.regions = {{"EU", 100.0, 20.0}, {"US", 50.0, std::nullopt}};
  s.sites[1].opens = 7.0;
  s.sites[2].region = s.sites[3].region = "EU";
  s.sites[4].region = "US";
  // Of no region 0 and 5, which open at 0 and 1/2 of 60 days.
  const SiteEnrolment even{s};
  const std::vector<double> expected{0.0, 7.0, 100.0, 110.0, 50.0, 30.0};
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(even.sites()[i].opens == expected[i]);
  plan.distribution = OpeningDistribution::uniform;
  const SiteEnrolment at_random{s};
  CHECK(at_random.sites()[3].opens == 100.0);
  CHECK(at_random.sites()[3].opening == 20.0);
  CHECK(at_random.sites()[1].opening == 0.0);
}

TEST_CASE("nobody is screened in a pause", "[trial]") {
  Scenario s = many_sites();
  SitesPlan& plan = s.enrolment.by_site;
  plan.screening = 28.0;
  const Entered without = enrolled(s);
  plan.pauses = {{30.0, 44.0}, {100.0, 130.0}};
  const Entered with = enrolled(s);
  std::size_t late = 0;
  for (const double entry : with.times) {
    const double screened = entry - 28.0;
    CHECK(screened > 0.0);
    CHECK_FALSE((screened > 30.0 + one_tick && screened < 44.0 - one_tick));
    CHECK_FALSE((screened > 100.0 + one_tick && screened < 130.0 - one_tick));
    late += screened >= 130.0 ? 1U : 0U;
  }
  CHECK(late > 50);
  // The same people, later by the pauses before them.
  for (std::size_t i = 0; i < with.times.size(); ++i) {
    const double screened = without.times[i] - 28.0;
    const double later = screened < 30.0 ? 0.0 : screened < 86.0 ? 14.0 : 44.0;
    CHECK(with.times[i] == Approx(without.times[i] + later).margin(1e-6));
  }
}

TEST_CASE("a pause's time and what is screened are inverse", "[trial][exact]") {
  Scenario s = many_sites();
  s.enrolment.by_site.pauses = {{30.0, 44.0}, {100.0, 130.0}};
  const SiteEnrolment plan{s};
  CHECK(plan.screened_days(30.0) == 30.0);
  CHECK(plan.screened_days(40.0) == 30.0);
  CHECK(plan.screened_days(50.0) == 36.0);
  CHECK(plan.screened_days(200.0) == 156.0);
  for (const double time : {3.0, 29.0, 50.0, 99.0, 131.0, 500.0})
    CHECK(plan.time_of(plan.screened_days(time)) == Approx(time));
}

TEST_CASE("no site exceeds its cap, and the sample fills", "[trial]") {
  Scenario s = many_sites();
  s.enrolment.by_site.cap = 8;  // 248 for 246
  s.sites[3].cap = 7;
  for (std::uint64_t replicate = 0; replicate < 50; ++replicate) {
    const Entered entered = enrolled(s, replicate);
    CHECK(std::ranges::is_sorted(entered.times));
    std::map<std::uint32_t, int> count;
    for (const std::uint32_t site : entered.sites) ++count[site];
    for (const auto& [site, number] : count)
      CHECK(number <= (site == 3 ? 7 : 8));
  }
  s.sites.resize(3);
  CHECK_THROWS(enrolled(s));  // 23 participants at most
}

TEST_CASE("another site changes nothing at the others", "[trial]") {
  Scenario s = many_sites();
  const Entered before = enrolled(s);
  s.sites.push_back({"32"});
  const Entered after = enrolled(s);
  for (std::uint32_t site = 0; site < 31; ++site) {
    const auto less = times_at(after, site);
    const auto more = times_at(before, site);
    REQUIRE(less.size() <= more.size());
    CHECK(std::equal(less.begin(), less.end(), more.begin()));
  }
}

TEST_CASE("theory is exact where sites open at once and alike",
          "[trial][exact]") {
  const Scenario s = many_sites();
  const SiteEnrolment plan{s};
  const SiteCourse course{plan, s.participants};
  const PoissonGamma closed{31.0, 0.5 / days_per_month, 1.2};
  for (const double p : {0.05, 0.5, 0.95})
    CHECK(course.end_quantile(p) ==
          Approx(closed.time_quantile(246, p)).epsilon(2e-5));
  CHECK(course.mean_end() == Approx(closed.mean_time(246)).epsilon(2e-4));
  for (const double months : {3.0, 9.0, 15.0, 20.0}) {
    const RandomCount count = closed.by(months * days_per_month);
    CHECK(course.entered_share(months * days_per_month) ==
          Approx(count.capped_mean(246) / 246).epsilon(1e-5));
    CHECK(course.full(months * days_per_month) ==
          Approx(count.at_least(246)).margin(1e-5));
  }
  CHECK(course.entered_share(-1.0) == 0.0);
  CHECK(course.entered_share(1e6) == 1.0);
  for (const double share : course.site_shares())
    CHECK(share == Approx(1.0 / 31.0));
}

TEST_CASE("theory is near the simulation where sites differ",
          "[trial][statistical]") {
  // 4,000 trials; the moment-matched distribution is no exact one, so 1% of
  // the time and 2% of the share are added to 4 standard errors.
  Scenario s = many_sites(6.0);
  SitesPlan& plan = s.enrolment.by_site;
  plan.cap = 14;
  plan.screening = 20.0;
  plan.screen_failure = 0.25;
  plan.pauses = {{200.0, 230.0}};
  plan.rate = 1.0 / days_per_month;
  plan.distribution = OpeningDistribution::uniform;
  for (std::size_t i = 0; i < 10; ++i) s.sites[i].opens = 90.0;
  const SiteEnrolment ready{s};
  const SiteCourse course{ready, s.participants};
  SiteEnroller enroller{ready};
  std::vector<double> entry(246);
  std::vector<std::uint32_t> site(246);
  constexpr int trials = 4000;
  double ends = 0.0;
  double squares = 0.0;
  double entered = 0.0;
  for (std::uint64_t r = 0; r < trials; ++r) {
    enroller.enrol(5, r, entry, site);
    ends += entry.back() / trials;
    squares += entry.back() * entry.back() / trials;
    for (const double time : entry) entered += time <= 300.0 ? 1.0 : 0.0;
  }
  const double error = std::sqrt((squares - ends * ends) / trials);
  CHECK(std::abs(course.mean_end() - ends) < 4 * error + 0.01 * ends);
  CHECK(course.entered_share(300.0) ==
        Approx(entered / trials / 246).epsilon(0.02));
}
