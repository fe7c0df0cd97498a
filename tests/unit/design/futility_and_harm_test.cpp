// When a trial stops without efficacy.
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/design/conditional_power.hpp"
#include "rehearse/design/group_sequential.hpp"
#include "support/catch.hpp"
#include "unit/design/solved_design.hpp"

using namespace rehearse;

TEST_CASE("binding bounds spend alpha with futility, others without",
          "[design][exact][DES-07][DES-08]") {
  const std::size_t i = GENERATE(range<std::size_t>(1, every_rule.size()));
  CAPTURE(i);
  GroupSequentialPlan plan =
      plan_at({17.0, 40.0, 61.0, 80.0, 100.0}, every_rule[i]);
  spend_beta(plan, FunctionSpending{Spending::hwang_shih_decani, -1.5});
  const auto loose = solve(plan);
  CHECK(size(loose) == Approx(0.025).margin(1e-10));
  CHECK(size(loose, FutilityStops::obeyed) < 0.0249);
  plan.futility = FutilityRule::binding;
  const auto binding = solve(plan);
  CHECK(size(binding, FutilityStops::obeyed) == Approx(0.025).margin(1e-10));
  CHECK(size(binding) > 0.0251);
  CHECK(binding.drift < loose.drift);
  for (const auto& design : {loose, binding}) {
    CHECK(reject(stopping_under(design, design.drift)) ==
          Approx(0.9).margin(1e-9));
    CHECK(design.looks.back().futility.z ==
          Approx(design.looks.back().efficacy.z));
    const double half = 0.1 * std::expm1(1.5 * 0.4) / std::expm1(1.5);
    CHECK(design.looks[1].beta_spent == Approx(half).margin(1e-9));
  }
}

TEST_CASE("futility by points is that of the function through them",
          "[design][exact]") {
  const FunctionSpending rule{Spending::kim_demets, 2.0};
  GroupSequentialPlan plan = plan_at({1.0, 2.0, 4.0}, rule);
  spend_beta(plan, rule);
  const auto function = solve(plan);
  spend_beta(plan, PointSpending{{0.1 / 16.0, 0.1 / 4.0, 0.1}});
  const auto points = solve(plan);
  for (std::size_t k = 0; k < 3; ++k)
    CHECK(points.looks[k].futility.z ==
          Approx(function.looks[k].futility.z).margin(1e-9));
}

TEST_CASE("stated futility: z, hazard ratio, conditional power",
          "[design][exact][DES-09]") {
  GroupSequentialPlan plan =
      plan_at({60.0, 100.0, 164.0},
              FunctionSpending{Spending::lan_demets_obrien_fleming});
  plan.looks[0].futility = FutilityAtZ{0.3};
  plan.looks[1].futility = FutilityAtHazardRatio{0.9};
  auto design = solve(plan);
  CHECK(design.looks[0].futility.z == 0.3);
  CHECK(design.looks[1].futility.hazard_ratio == Approx(0.9));
  CHECK(design.looks[1].futility.z == Approx(-std::log(0.9) * 5.0));
  CHECK(design.looks[2].futility.z == -infinity);
  CHECK(reject(stopping_under(design, design.drift)) ==
        Approx(0.9).margin(1e-9));

  plan.looks[1].futility = FutilityAtConditionalPower{0.2};
  design = solve(plan);
  // By hand: the score left to gain is N(trend * 64, 64).
  const double z = design.looks[1].futility.z;
  const double to_gain =
      design.looks[2].efficacy.z * std::sqrt(164.0) - z * 10.0;
  CHECK(normal_upper_tail((to_gain - z / 10.0 * 64.0) / 8.0) ==
        Approx(0.2).margin(1e-10));

  plan.looks[1].futility = FutilityAtConditionalPower{0.2, Trend::design};
  design = solve(plan);
  const double low = design.looks[1].futility.z;
  const double left =
      design.looks[2].efficacy.z * std::sqrt(164.0) - low * 10.0;
  CHECK(normal_upper_tail((left - design.drift / std::sqrt(164.0) * 64.0) /
                          8.0) == Approx(0.2).margin(1e-10));
  CHECK(low < z);
  CHECK(reject(stopping_under(design, design.drift)) ==
        Approx(0.9).margin(1e-9));
}

TEST_CASE("conditional power at a first look counts every later one",
          "[design][exact]") {
  GroupSequentialPlan plan =
      plan_at({60.0, 100.0, 164.0},
              FunctionSpending{Spending::lan_demets_obrien_fleming});
  plan.looks[0].futility = FutilityAtConditionalPower{0.2};
  const auto design = solve(plan);
  const double z = design.looks[0].futility.z;
  const std::array<LaterLook, 2> later{{{100.0, design.looks[1].efficacy.z},
                                        {164.0, design.looks[2].efficacy.z}}};
  CHECK(predictive_power(z, 60.0, later, {z / std::sqrt(60.0)}) ==
        Approx(0.2).margin(1e-8));
}

TEST_CASE("harm bounds mirror the efficacy bounds of their rule",
          "[design][exact][DES-20]") {
  const FunctionSpending pocock{Spending::lan_demets_pocock};
  GroupSequentialPlan plan = plan_at(
      {0.4, 0.7, 1.0}, FunctionSpending{Spending::lan_demets_obrien_fleming});
  const auto without = solve(plan);
  plan.harm = HarmRule{0.1, pocock};
  const auto design = solve(plan);
  GroupSequentialPlan mirror = plan_at({0.4, 0.7, 1.0}, pocock);
  mirror.alpha = 0.1;
  const auto expected = solve(mirror);
  double harm = 0.0;
  const auto stopping = stopping_under(design, 0.0);
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(design.looks[k].harm.z == -expected.looks[k].efficacy.z);
    CHECK(design.looks[k].harm_spent == expected.looks[k].alpha_spent);
    CHECK(design.looks[k].efficacy.z == without.looks[k].efficacy.z);
    harm += stopping[k].harm;
  }
  // A little less: some have stopped for efficacy.
  CHECK(harm < 0.1);
  CHECK(harm == Approx(0.1).margin(1e-4));
  plan.looks[1].harm = false;
  CHECK(solve(plan).looks[1].harm.z == -infinity);
}

TEST_CASE("trials stopped for harm are part of the beta spent",
          "[design][exact]") {
  GroupSequentialPlan plan = plan_at(
      {0.1, 0.5, 1.0}, FunctionSpending{Spending::lan_demets_obrien_fleming});
  spend_beta(plan, FunctionSpending{Spending::kim_demets, 3.0});
  plan.harm = HarmRule{0.11, PointSpending{{0.1, 0.105, 0.11}}};
  const auto design = solve(plan);
  const auto stopping = stopping_under(design, design.drift);
  REQUIRE(design.looks[0].harm.z > design.looks[0].futility.z);
  REQUIRE(design.looks[1].harm.z < design.looks[1].futility.z);
  CHECK(stopping[0].futility == 0.0);
  CHECK(stopping[0].harm > 0.001);
  CHECK(design.looks[1].beta_spent == Approx(0.1 / 8.0).margin(1e-10));
}
