#include <functional>
#include <limits>

#include "rehearse/design/group_sequential_design.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

GroupSequentialPlan good_plan() {
  GroupSequentialPlan plan;
  plan.efficacy = FunctionSpending{Spending::lan_demets_obrien_fleming};
  plan.looks = {{50.0}, {100.0}, {150.0}};
  return plan;
}

Infeasible fault_after(const std::function<void(GroupSequentialPlan&)>& spoil) {
  GroupSequentialPlan plan = good_plan();
  spoil(plan);
  const auto solved = solve_design(plan);
  REQUIRE(std::holds_alternative<Infeasible>(solved));
  return std::get<Infeasible>(solved);
}

}  // namespace

TEST_CASE("a plan that can't be says which look and why", "[design][exact]") {
  using Plan = GroupSequentialPlan&;
  const auto check = [](std::size_t look, PlanFault fault,
                        const std::function<void(Plan)>& spoil) {
    const Infeasible found = fault_after(spoil);
    CAPTURE(describe(found));
    CHECK(found.look == look);
    CHECK(found.fault == fault);
  };
  using enum PlanFault;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  check(0, no_look, [](Plan p) { p.looks.clear(); });
  check(20, too_many_looks, [](Plan p) {
    for (int k = 4; k <= 21; ++k) p.looks.push_back({50.0 * k});
  });
  check(2, alpha_range, [](Plan p) { p.alpha = 0.5; });
  check(2, alpha_range, [nan](Plan p) { p.alpha = nan; });
  check(2, alpha_range, [](Plan p) { p.alpha = 1e-301; });
  check(2, harm_range, [](Plan p) {
    p.harm = HarmRule{1e-301, FunctionSpending{}};
  });
  check(2, power_range, [](Plan p) { p.power = 0.02; });
  check(2, power_range, [](Plan p) { p.power = 1.0; });
  check(2, unit_information_range, [](Plan p) { p.unit_information = 0.0; });
  check(2, null_hazard_ratio_range, [](Plan p) { p.null_hazard_ratio = -1.0; });
  check(1, information_order, [](Plan p) { p.looks[1].information = 50.0; });
  check(0, information_order, [](Plan p) { p.looks[0].information = 0.0; });
  check(1, information_order, [nan](Plan p) { p.looks[1].information = nan; });
  check(1, fraction_order, [](Plan p) {
    p.looks[0].spending_fraction = 0.5;
    p.looks[1].spending_fraction = 0.4;
  });
  check(2, points_count, [](Plan p) {
    p.efficacy = PointSpending{{0.01, 0.025}};
  });
  check(1, points_order, [](Plan p) {
    p.efficacy = PointSpending{{0.01, 0.005, 0.025}};
  });
  check(2, points_total, [](Plan p) {
    p.efficacy = PointSpending{{0.01, 0.02, 0.024}};
  });
  check(2, family_parameter,
        [](Plan p) { p.efficacy = FunctionSpending{Spending::kim_demets}; });
  check(2, family_parameter, [](Plan p) { p.efficacy = HaybittlePeto{0.0}; });
  check(2, family_parameter, [nan](Plan p) { p.efficacy = WangTsiatis{nan}; });
  check(2, last_look_no_efficacy, [](Plan p) { p.looks[2].efficacy = false; });
  check(2, last_look_futility,
        [](Plan p) { p.looks[2].futility = FutilityAtZ{1.0}; });
  check(1, beta_missing,
        [](Plan p) { p.looks[1].futility = FutilityBySpending{}; });
  check(2, beta_unused, [](Plan p) {
    p.beta = FunctionSpending{Spending::kim_demets, 1.0};
  });
  check(0, futility_value,
        [](Plan p) { p.looks[0].futility = FutilityAtHazardRatio{0.0}; });
  check(1, futility_value,
        [](Plan p) { p.looks[1].futility = FutilityAtConditionalPower{1.0}; });
  check(2, harm_range, [](Plan p) { p.harm = HarmRule{0.5, WangTsiatis{}}; });
  check(2, harm_two_tails, [](Plan p) {
    p.harm = HarmRule{0.1, WangTsiatis{}};
    p.tails = Tails::two;
  });
}

TEST_CASE("bounds that meet too early are infeasible", "[design][exact]") {
  const auto at = [](std::size_t look, PlanFault fault,
                     const Infeasible& found) {
    CHECK(found.look == look);
    CHECK(found.fault == fault);
  };
  // The efficacy bound at 100 of 150 events is 2.51.
  at(1, PlanFault::futility_meets_efficacy, fault_after([](auto& plan) {
       plan.looks[1].futility = FutilityAtZ{2.6};
     }));
  CHECK(std::holds_alternative<GroupSequentialDesign>([] {
    GroupSequentialPlan plan = good_plan();
    plan.looks[1].futility = FutilityAtZ{2.4};
    return solve_design(plan);
  }()));
  at(0, PlanFault::futility_meets_efficacy, fault_after([](auto& plan) {
       plan.efficacy = WangTsiatis{0.5};
       plan.looks[0].futility = FutilityAtHazardRatio{0.5};
     }));
  // All beta is spent at the second look: nobody may go on.
  at(1, PlanFault::futility_meets_efficacy, fault_after([](auto& plan) {
       plan.beta = PointSpending{{0.01, 0.1, 0.1}};
       for (auto& look : plan.looks) look.futility = FutilityBySpending{};
     }));
  at(2, PlanFault::nothing_left, fault_after([](auto& plan) {
       plan.efficacy = PointSpending{{0.01, 0.025, 0.025}};
     }));
  at(2, PlanFault::nothing_left,
     fault_after([](auto& plan) { plan.efficacy = HaybittlePeto{1.5}; }));
  // So few go on past 1.95 that nearly all of them must reject.
  const auto few = [](GroupSequentialPlan& plan, double futility) {
    plan.looks[0].futility = FutilityAtZ{futility};
    plan.futility = FutilityRule::binding;
    plan.efficacy = FunctionSpending{};
  };
  at(2, PlanFault::harm_meets_efficacy, fault_after([&](auto& plan) {
       few(plan, 1.95);
       plan.harm = HarmRule{0.45, FunctionSpending{}};
     }));
  at(2, PlanFault::futility_meets_efficacy,
     fault_after([&](auto& plan) { few(plan, 1.97); }));
}

TEST_CASE("a fault reads as a sentence", "[design][exact]") {
  const int last = static_cast<int>(PlanFault::harm_meets_efficacy);
  for (int fault = 0; fault <= last; ++fault)
    CHECK(describe({0, static_cast<PlanFault>(fault)}).size() > 30);
  CHECK(describe({1, PlanFault::futility_meets_efficacy}) ==
        "look 2: the futility bound isn't below the efficacy bound (nobody "
        "would go on): make futility less demanding here or drop later looks");
}
