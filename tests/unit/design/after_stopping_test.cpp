#include "rehearse/design/after_stopping.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr FutilityStops ignored = FutilityStops::ignored;

GroupSequentialDesign design() {
  GroupSequentialPlan plan;
  plan.efficacy = FunctionSpending{Spending::lan_demets_obrien_fleming};
  plan.beta = FunctionSpending{Spending::hwang_shih_decani, -2.0};
  for (const double events : {60.0, 113.0, 161.0})
    plan.looks.push_back({events, {}, true, FutilityBySpending{}});
  return std::get<GroupSequentialDesign>(solve_design(plan));
}

const std::array information{60.0, 113.0, 161.0};

StoppedTrial stopped(const GroupSequentialDesign& solved, std::size_t look,
                     double z) {
  return {std::span{information}.first(look + 1),
          std::span{solved.bounds}.first(look), z};
}

}  // namespace

TEST_CASE("at the first look all is as in a fixed design", "[design][exact]") {
  const auto solved = design();
  const StoppedTrial trial = stopped(solved, 0, 2.3);
  CHECK(stagewise_tail(trial, 0.0, ignored) ==
        Approx(normal_upper_tail(2.3)).epsilon(1e-12));
  const double root = std::sqrt(60.0);
  CHECK(stagewise_effect(trial, 0.5, ignored) == Approx(2.3 / root));
  CHECK(stagewise_effect(trial, 0.025, ignored) ==
        Approx((2.3 - 1.959963984540054) / root).epsilon(1e-9));
  CHECK(stagewise_effect(trial, 0.975, ignored) ==
        Approx((2.3 + 1.959963984540054) / root).epsilon(1e-9));
}

TEST_CASE("on a bound the p-value is the alpha spent",
          "[design][exact][ANA-12]") {
  const auto solved = design();
  for (std::size_t look = 0; look < 3; ++look) {
    const double z = solved.looks[look].efficacy.z;
    CHECK(stagewise_tail(stopped(solved, look, z), 0.0, ignored) ==
          Approx(solved.looks[look].alpha_spent).epsilon(1e-9));
  }
  // ... and the lower limit of confidence 0.95 is no effect.
  CHECK(stagewise_effect(stopped(solved, 2, solved.looks[2].efficacy.z), 0.025,
                         ignored) == Approx(0.0).margin(1e-9));
}

TEST_CASE("earlier is better than later, then a greater Z", "[design][exact]") {
  const auto solved = design();
  const double early =
      stagewise_tail(stopped(solved, 1, 2.5), 0.1, FutilityStops::obeyed);
  CHECK(early <
        stagewise_tail(stopped(solved, 2, 4.0), 0.1, FutilityStops::obeyed));
  CHECK(early >
        stagewise_tail(stopped(solved, 1, 2.6), 0.1, FutilityStops::obeyed));
}

TEST_CASE("the ordering's tail is uniform under any effect",
          "[design][exact]") {
  // Over all the results that end the trial the tails fill (0, 1) without
  // gaps: each stage starts where the one before ended.
  const auto solved = design();
  const double effect = 0.2;
  const auto tail = [&](std::size_t look, double z) {
    return stagewise_tail(stopped(solved, look, z), effect,
                          FutilityStops::obeyed);
  };
  CHECK(tail(1, 40.0) ==
        Approx(tail(0, solved.looks[0].efficacy.z)).epsilon(1e-9));
  CHECK(tail(2, 40.0) ==
        Approx(tail(1, solved.looks[1].efficacy.z)).epsilon(1e-9));
  double lost = 0.0;
  const auto stopping = stopping_under(solved, effect * std::sqrt(161.0));
  for (std::size_t look = 0; look < 2; ++look) lost += stopping[look].futility;
  CHECK(tail(2, -40.0) == Approx(1.0 - lost).epsilon(1e-9));
}

TEST_CASE("an estimate after stopping is less than the ordinary one",
          "[design][exact]") {
  const auto solved = design();
  const StoppedTrial trial = stopped(solved, 1, 2.6);
  const double estimate = stagewise_effect(trial, 0.5, ignored);
  CHECK(stagewise_tail(trial, estimate, ignored) == Approx(0.5).margin(1e-10));
  CHECK(estimate < 2.6 / std::sqrt(113.0));
  CHECK(estimate > 0.9 * 2.6 / std::sqrt(113.0));
}
