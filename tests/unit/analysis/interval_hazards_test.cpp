#include "rehearse/analysis/interval_hazards.hpp"

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <vector>

#include "rehearse/analysis/interval_score_tests.hpp"
#include "support/catch.hpp"
#include "support/interval_data.hpp"
#include "support/interval_em.hpp"
#include "support/shuffle.hpp"

using namespace rehearse;

namespace {

using Observations = std::vector<IntervalObservation>;

IntervalHazards fit(const Observations& seen, std::size_t strata = 1) {
  IntervalWorkspace workspace;
  return fit_interval_hazards(seen, strata, workspace);
}

void relabel(Observations& seen) {
  for (IntervalObservation& one : seen)
    one.arm = one.arm == Role::control ? Role::experimental : Role::control;
}

}  // namespace

TEST_CASE("a hazard ratio that can be done by hand",
          "[analysis][intervals][ANA-08]") {
  // One scan: 3 of 4 controls and 1 of 4 experimental had the event. The
  // cumulative hazards are log 4 and log 4/3, each arm fitted perfectly; the
  // variance of log(-log(1 - p)) is p / (n (1 - p) log(1 - p)^2).
  Observations seen;
  for (int i = 0; i < 4; ++i) {
    const auto event = [&](bool happened, Role arm) {
      seen.push_back(happened ? IntervalObservation{0, 1, 0, arm}
                              : IntervalObservation{1, unseen, 0, arm});
    };
    event(i < 3, Role::control);
    event(i < 1, Role::experimental);
  }
  const auto hazards = fit(seen);
  const double c = std::log(4.0);
  const double e = std::log(4.0 / 3.0);
  CHECK(hazards.log_hazard_ratio == Approx(std::log(e / c)).epsilon(1e-9));
  CHECK(hazards.se ==
        Approx(std::sqrt(0.75 / (4 * 0.25 * c * c) + 0.25 / (4 * 0.75 * e * e)))
            .epsilon(1e-7));
  const double best = 2 * (3 * std::log(0.75) + std::log(0.25));
  CHECK(hazards.lr_chi_square ==
        Approx(2 * (best - 8 * std::log(0.5))).epsilon(1e-9));
  CHECK(hazards.z() == Approx(std::sqrt(hazards.lr_chi_square)));
  CHECK(hazards.p_two_sided() == Approx(2 * hazards.p_one_sided()));
}

TEST_CASE("the estimate is where the EM algorithm goes",
          "[analysis][intervals]") {
  boost::random::mt19937_64 engine{1};
  std::size_t finite = 0;
  for (std::size_t set = 0; set < 60; ++set) {
    const auto seen = random_intervals(engine, 10 + set % 40, 8.0);
    const auto slow = reference::Em{seen}.run(10'000, 1.0);
    const auto null = reference::Em{seen}.run(10'000, 0.0);
    const auto hazards = fit(seen);
    const double lr = 2 * (slow.log_likelihood - null.log_likelihood);
    if (std::isnan(hazards.log_hazard_ratio)) continue;
    CHECK(hazards.lr_chi_square > lr - 1e-6);
    if (!std::isfinite(hazards.log_hazard_ratio)) continue;  // EM creeps
    CHECK(hazards.lr_chi_square < lr + 2e-4);
    CHECK(hazards.log_hazard_ratio ==
          Approx(slow.log_hazard_ratio).margin(2e-3));
    ++finite;
  }
  CHECK(finite > 45);
}

TEST_CASE("score and information are derivatives of the profile likelihood",
          "[analysis][intervals]") {
  boost::random::mt19937_64 engine{8};
  IntervalStratum memory;
  for (std::size_t set = 0; set < 40; ++set) {
    const auto seen = random_intervals(engine, 100, 20.0);
    static_cast<void>(fit_pooled(seen, memory));
    const auto at = [&](double beta) {
      return maximize_baseline(memory.counts, beta, memory.hazard);
    };
    const double beta = 0.3;
    const double step = 1e-4;
    const auto here = at(beta);
    const auto above = at(beta + step);
    const auto below = at(beta - step);
    CHECK(here.score ==
          Approx((above.log_likelihood - below.log_likelihood) / (2 * step))
              .margin(1e-6));
    // The curvature jumps where an interval begins to have mass.
    CHECK(here.information ==
          Approx((below.score - above.score) / (2 * step)).epsilon(0.02));
  }
}

TEST_CASE("Finkelstein's score is the profile's at hazard ratio 1",
          "[analysis][intervals]") {
  boost::random::mt19937_64 engine{9};
  const auto seen = random_intervals(engine, 90, 15.0);
  IntervalStratum memory;
  const auto null = fit_pooled(seen, memory);
  IntervalWorkspace workspace;
  CHECK(interval_score_tests(seen, 1, workspace).finkelstein.score ==
        Approx(-null.score).epsilon(1e-9));
}

TEST_CASE("other names for the arms turn the estimate round",
          "[analysis][intervals]") {
  boost::random::mt19937_64 engine{10};
  for (int set = 0; set < 50; ++set) {
    auto seen = random_intervals(engine, 60, 12.0, 2);
    const auto before = fit(seen, 2);
    relabel(seen);
    const auto after = fit(seen, 2);
    CHECK(after.log_hazard_ratio ==
          Approx(-before.log_hazard_ratio).margin(1e-8));
    CHECK(after.se == Approx(before.se).epsilon(1e-5));
    CHECK(after.lr_chi_square == Approx(before.lr_chi_square).margin(1e-9));
    CHECK(after.z() == Approx(-before.z()).margin(1e-5));
  }
}

TEST_CASE("a workspace that was used gives the same bytes",
          "[analysis][intervals]") {
  boost::random::mt19937_64 engine{11};
  IntervalWorkspace used;
  for (std::size_t set = 0; set < 60; ++set) {
    auto seen = random_intervals(engine, 5 + (set * 37) % 150, 12.0, 3);
    const auto fresh = fit(seen, 3);
    shuffle(seen, engine);
    for (IntervalObservation& one : seen) {
      one.left = std::sqrt(one.left);
      one.right = std::sqrt(one.right);
    }
    const auto again = fit_interval_hazards(seen, 3, used);
    if (std::isnan(fresh.log_hazard_ratio)) continue;
    CHECK(again.log_hazard_ratio == fresh.log_hazard_ratio);
    CHECK(again.lr_chi_square == fresh.lr_chi_square);
  }
}

TEST_CASE("strata have baselines of their own", "[analysis][intervals]") {
  boost::random::mt19937_64 engine{12};
  auto seen = random_intervals(engine, 80, 12.0);
  const auto once = fit(seen);
  const std::size_t size = seen.size();
  for (std::size_t i = 0; i < size; ++i) {
    IntervalObservation copy = seen[i];
    copy.stratum = 1;
    copy.left *= 7.0;  // a time has nothing to do with another stratum's
    copy.right *= 7.0;
    seen.push_back(copy);
  }
  seen.push_back({1, 2, 2, Role::control});  // compares nothing
  const auto twice = fit(seen, 3);
  CHECK(twice.log_hazard_ratio == Approx(once.log_hazard_ratio).margin(1e-8));
  CHECK(twice.se == Approx(once.se / std::sqrt(2.0)).epsilon(1e-6));
  CHECK(twice.lr_chi_square == Approx(2 * once.lr_chi_square).epsilon(1e-8));
}

TEST_CASE("a likelihood without a maximum is told", "[analysis][intervals]") {
  // No event in the experimental arm: the limit drops it.
  Observations seen{{0, 1, 0, Role::control},
                    {1, 2, 0, Role::control},
                    {2, 3, 0, Role::control},
                    {2, unseen, 0, Role::experimental},
                    {1, unseen, 0, Role::experimental}};
  const auto none = fit(seen);
  CHECK(none.log_hazard_ratio == -unseen);
  CHECK(std::isnan(none.se));
  const Observations controls{seen.begin(), seen.begin() + 3};
  IntervalStratum memory;
  const double limit = fit_pooled(controls, memory).log_likelihood;
  const double null = fit_pooled(seen, memory).log_likelihood;
  CHECK(none.lr_chi_square == Approx(2 * (limit - null)).epsilon(1e-6));
  CHECK(none.z() == Approx(std::sqrt(none.lr_chi_square)));
  relabel(seen);
  CHECK(fit(seen).log_hazard_ratio == unseen);
  CHECK(fit(seen).z() == Approx(-none.z()).epsilon(1e-6));
  // Flat from some hazard ratio on: the only end is at once after the scan.
  const auto flat = fit({{9, unseen, 0, Role::control},
                         {3, unseen, 0, Role::experimental},
                         {1, 6, 0, Role::control},
                         {3, 5, 0, Role::experimental},
                         {0, 4, 0, Role::control},
                         {3, unseen, 0, Role::experimental}});
  CHECK(flat.log_hazard_ratio == unseen);
}

TEST_CASE("what compares no arms has no estimate", "[analysis][intervals]") {
  const Observations one_arm{{0, 1, 0, Role::control},
                             {1, 2, 0, Role::control}};
  const Observations vague{{0, 1, 0, Role::control},
                           {1, 2, 0, Role::control},
                           {0, unseen, 0, Role::experimental}};
  for (const Observations& seen : {Observations{}, one_arm, vague}) {
    const auto hazards = fit(seen);
    CHECK(std::isnan(hazards.log_hazard_ratio));
    CHECK(std::isnan(hazards.lr_chi_square));
    CHECK(hazards.z() == 0.0);
  }
}
