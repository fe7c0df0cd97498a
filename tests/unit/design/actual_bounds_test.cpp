#include "rehearse/design/actual_bounds.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/design/group_sequential_design.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

GroupSequentialPlan plan_at(const std::vector<double>& events) {
  GroupSequentialPlan plan;
  plan.efficacy = FunctionSpending{Spending::lan_demets_obrien_fleming};
  for (const double count : events) plan.looks.push_back({count});
  return plan;
}

void spend_beta(GroupSequentialPlan& plan) {
  plan.beta = FunctionSpending{Spending::hwang_shih_decani, -2.0};
  for (PlannedLook& look : plan.looks) look.futility = FutilityBySpending{};
}

SolvedPlan solve(const GroupSequentialPlan& plan) {
  const auto solved = solve_design(plan);
  return std::get<GroupSequentialDesign>(solved).solved;
}

LookBounds actual(const SolvedPlan& solved, const std::vector<int>& events) {
  return ActualBounds{solved}.at(events);
}

std::vector<LookBounds> path(const SolvedPlan& solved,
                             const std::vector<int>& events) {
  ActualBounds bounds{solved};
  std::vector<LookBounds> all;
  for (std::size_t k = 1; k <= events.size(); ++k)
    all.push_back(bounds.at(std::span{events}.first(k)));
  return all;
}

std::vector<ScoreMoments> moments(const std::vector<int>& events,
                                  double effect) {
  std::vector<ScoreMoments> looks;
  for (const int count : events) looks.push_back({1.0 * count, effect * count});
  return looks;
}

double size(const std::vector<int>& events,
            const std::vector<LookBounds>& bounds, FutilityStops futility) {
  return cumulative_reject(
             stopping_by_look(moments(events, 0.0), bounds, futility))
      .back();
}

}  // namespace

TEST_CASE("at the planned events the bounds are the design's",
          "[design][exact]") {
  GroupSequentialPlan plan = plan_at({60.0, 113.0, 161.0});
  spend_beta(plan);
  plan.harm = HarmRule{0.05, FunctionSpending{Spending::lan_demets_pocock}};
  const auto solved = solve_design(plan);
  const auto& design = std::get<GroupSequentialDesign>(solved);
  const auto bounds = path(design.solved, {60, 113, 161});
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(bounds[k].efficacy_z == design.looks[k].efficacy.z);
    CHECK(bounds[k].futility_z == design.looks[k].futility.z);
    CHECK(bounds[k].harm_z == design.looks[k].harm.z);
  }
}

TEST_CASE("every rule keeps the size, run over or under",
          "[design][exact][SIM-14]") {
  const RejectionRule rule = GENERATE(
      RejectionRule{FunctionSpending{Spending::lan_demets_obrien_fleming}},
      RejectionRule{PointSpending{{0.002, 0.01, 0.025}}},
      RejectionRule{WangTsiatis{0.0}}, RejectionRule{WangTsiatis{0.5}},
      RejectionRule{HaybittlePeto{2.8}});
  const std::vector<int> events =
      GENERATE(std::vector{40, 113, 161}, std::vector{70, 90, 120},
               std::vector{60, 100, 220}, std::vector{30, 31, 500});
  const FutilityRule binds =
      GENERATE(FutilityRule::non_binding, FutilityRule::binding);
  GroupSequentialPlan plan = plan_at({60.0, 113.0, 161.0});
  spend_beta(plan);
  plan.efficacy = rule;
  plan.futility = binds;
  const auto bounds = path(solve(plan), events);
  CHECK(size(events, bounds,
             binds == FutilityRule::binding
                 ? FutilityStops::obeyed
                 : FutilityStops::ignored) == Approx(0.025).margin(1e-10));
}

TEST_CASE("stated bounds stay where they were stated", "[design][exact]") {
  GroupSequentialPlan plan = plan_at({60.0, 113.0, 161.0});
  plan.efficacy = HaybittlePeto{3.0};
  const auto peto = path(solve(plan), {66, 100, 170});
  CHECK(peto[0].efficacy_z == 3.0);
  CHECK(peto[1].efficacy_z == 3.0);
  plan.efficacy = WangTsiatis{0.1};
  const SolvedPlan solved = solve(plan);
  const auto wang = path(solved, {66, 100, 170});
  const double constant = solved.efficacy.constant;
  CHECK(wang[0].efficacy_z == constant * std::pow(66.0 / 161.0, -0.4));
  CHECK(wang[1].efficacy_z == constant * std::pow(100.0 / 161.0, -0.4));
}

TEST_CASE("stated bounds never spend more than there is", "[design][exact]") {
  std::vector<double> equal;
  std::vector<int> spread;  // geometric: hardly correlated
  for (int k = 1; k <= 20; ++k) {
    equal.push_back(500.0 * k);
    spread.push_back(static_cast<int>(std::pow(2.0, k)));
  }
  GroupSequentialPlan plan = plan_at(equal);
  plan.efficacy = WangTsiatis{0.5};
  spend_beta(plan);
  const auto bounds = path(solve(plan), spread);
  CHECK(size(spread, bounds, FutilityStops::ignored) ==
        Approx(0.025).margin(1e-10));
  CHECK(bounds.back().efficacy_z == infinity);
  // Where the last of alpha is spent there is nothing to go on for.
  for (const LookBounds& at : bounds)
    CHECK((at.futility_z == at.efficacy_z) == (at.alpha_spent == 0.025));
}

TEST_CASE("beta is spent under the design's effect", "[design][exact]") {
  GroupSequentialPlan plan = plan_at({60.0, 113.0, 161.0});
  spend_beta(plan);
  const SolvedPlan solved = solve(plan);
  const std::vector<int> events{50, 120, 170};
  const auto bounds = path(solved, events);
  const double effect = solved.drift / std::sqrt(161.0);
  const auto stopping =
      stopping_by_look(moments(events, effect), bounds, FutilityStops::obeyed);
  const auto spent = [](double fraction) {
    return 0.1 * std::expm1(2.0 * fraction) / std::expm1(2.0);
  };
  CHECK(stopping[0].futility == Approx(spent(50.0 / 161.0)).margin(1e-10));
  CHECK(stopping[0].futility + stopping[1].futility ==
        Approx(spent(120.0 / 161.0)).margin(1e-10));
  CHECK(bounds[2].futility_z == bounds[2].efficacy_z);
}

TEST_CASE("a look at all the information leaves nothing to go on for",
          "[design][exact]") {
  GroupSequentialPlan plan = plan_at({60.0, 113.0, 161.0});
  spend_beta(plan);
  const LookBounds bounds = actual(solve(plan), {60, 165});
  CHECK(bounds.alpha_spent == 0.025);
  CHECK(bounds.futility_z == bounds.efficacy_z);
}

TEST_CASE("futility by conditional power looks ahead to the plan",
          "[design][exact]") {
  GroupSequentialPlan plan = plan_at({100.0, 161.0});
  plan.looks[0].futility = FutilityAtConditionalPower{0.3};
  const SolvedPlan solved = solve(plan);
  const LookBounds at_90 = actual(solved, {90});
  const double last = actual(solved, {90, 161}).efficacy_z;
  const double z = at_90.futility_z;
  const double to_gain = last * std::sqrt(161.0) - z * std::sqrt(90.0);
  CHECK(normal_upper_tail((to_gain - z / std::sqrt(90.0) * 71.0) /
                          std::sqrt(71.0)) == Approx(0.3).margin(1e-10));
  // Beyond the plan the last look has this Z again: it is all or nothing.
  const LookBounds beyond = actual(solved, {170});
  CHECK(beyond.futility_z == beyond.efficacy_z);
}

TEST_CASE("futility by hazard ratio moves with the events", "[design][exact]") {
  GroupSequentialPlan plan = plan_at({100.0, 161.0});
  plan.looks[0].futility = FutilityAtHazardRatio{0.95};
  const SolvedPlan solved = solve(plan);
  CHECK(actual(solved, {121}).futility_z == Approx(-std::log(0.95) * 5.5));
  CHECK(actual(solved, {0}).futility_z == -infinity);
}

TEST_CASE("all bounds are the same whatever was asked before",
          "[design][exact]") {
  GroupSequentialPlan plan = plan_at({54.0, 107.0, 161.0});
  spend_beta(plan);
  plan.futility = FutilityRule::binding;
  plan.harm = HarmRule{0.025, WangTsiatis{0.0}};
  const SolvedPlan solved = solve(plan);
  ActualBounds bounds{solved};
  // More looks than are remembered, so that the memory is emptied on the way.
  for (int first = 1; first <= 260; ++first)
    for (int growth = 1; growth <= 260; ++growth)
      (void)bounds.at(std::array{first, first + growth});
  for (int first = 40; first <= 65; first += 5) {
    const std::vector<int> events{first, 2 * first, 3 * first};
    const LookBounds asked = bounds.at(events);
    const LookBounds fresh = actual(solved, events);
    CHECK(asked.efficacy_z == fresh.efficacy_z);
    CHECK(asked.futility_z == fresh.futility_z);
    CHECK(asked.harm_z == fresh.harm_z);
    CHECK(bounds.at(events).futility_z == fresh.futility_z);
  }
}

TEST_CASE("one look is the same at any events", "[design][exact]") {
  GroupSequentialPlan plan = plan_at({161.0});
  spend_beta(plan);
  const SolvedPlan solved = solve(plan);
  CHECK(actual(solved, {90}).efficacy_z == Approx(1.959963984540054));
  CHECK(actual(solved, {90}).futility_z == actual(solved, {90}).efficacy_z);
  CHECK(actual(solved, {0}).efficacy_z == infinity);
}
