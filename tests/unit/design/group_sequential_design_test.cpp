#include "rehearse/design/group_sequential_design.hpp"

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

TEST_CASE("classical bounds are those of rpact", "[design][exact][DES-06]") {
  const auto fleming = solve(equal_looks(3, WangTsiatis{0.0}));
  const std::vector<double> z{3.4710914, 2.4544323, 2.0040356};
  const std::vector<double> spent{0.00025917372, 0.0071600594, 0.025};
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(fleming.looks[k].efficacy.z == Approx(z[k]).margin(1e-7));
    CHECK(fleming.looks[k].alpha_spent == Approx(spent[k]).epsilon(1e-7));
  }
  const auto peto = solve(equal_looks(4, HaybittlePeto{3.0}));
  for (std::size_t k = 0; k < 3; ++k) CHECK(peto.looks[k].efficacy.z == 3.0);
  CHECK(peto.looks[3].efficacy.z == Approx(1.9827514).margin(1e-7));
}

TEST_CASE("Wang-Tsiatis' inflation and power by stage are rpact's",
          "[design][exact][DES-06][SIZ-03]") {
  const auto design = solve(plan_at({0.2, 0.5, 1.0}, WangTsiatis{0.3}));
  CHECK(design.inflation == Approx(1.054858).margin(5e-7));
  const auto stopping = stopping_under(design, design.drift);
  CHECK(stopping[0].reject == Approx(0.08379162).margin(1e-8));
  CHECK(stopping[1].reject == Approx(0.40937259).margin(1e-8));
  CHECK(stopping[2].reject == Approx(0.40683579).margin(1e-8));
}

TEST_CASE("classical constants and inflation are Jennison and Turnbull's",
          "[design][exact][DES-06][SIZ-03]") {
  // Tables 2.1 to 2.4: two-sided 0.05, power 0.9, equal looks.
  const auto [delta, looks, constant, inflation] =
      GENERATE(table<double, int, double, double>({{0.5, 2, 2.178, 1.100},
                                                   {0.5, 3, 2.289, 1.151},
                                                   {0.5, 5, 2.413, 1.207},
                                                   {0.0, 2, 1.977, 1.007},
                                                   {0.0, 3, 2.004, 1.016},
                                                   {0.0, 5, 2.040, 1.026}}));
  GroupSequentialPlan plan = equal_looks(looks, WangTsiatis{delta});
  plan.tails = Tails::two;
  const auto design = solve(plan);
  CHECK(design.looks.back().efficacy.z == Approx(constant).margin(5.1e-4));
  CHECK(design.inflation == Approx(inflation).margin(5.1e-4));
}

TEST_CASE("spending bounds are gsDesign's, rpact's and lrstat's",
          "[design][exact][DES-01]") {
  const FunctionSpending fleming{Spending::lan_demets_obrien_fleming};
  const auto four = solve(equal_looks(4, fleming));
  const std::vector<double> z{4.332634, 2.963132, 2.359044, 2.014090};
  const std::vector<double> spent{7.3668e-6, 0.001525323, 0.009649325, 0.025};
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(four.looks[k].efficacy.z == Approx(z[k]).margin(1e-6));
    CHECK(four.looks[k].alpha_spent == Approx(spent[k]).epsilon(1e-5));
  }
  GroupSequentialPlan user =
      equal_looks(4, PointSpending{{0.01, 0.02, 0.03, 0.05}});
  user.alpha = 0.05;
  const auto points = solve(user);
  const std::vector<double> by_points{2.3263479, 2.2192994, 2.1201347,
                                      1.8189562};
  for (std::size_t k = 0; k < 4; ++k)
    CHECK(points.looks[k].efficacy.z == Approx(by_points[k]).margin(1e-7));
}

TEST_CASE("hazard ratios at the bounds of 115 of 164 events",
          "[design][exact][DES-14][DES-18]") {
  const auto design = solve(plan_at(
      {115.0, 164.0}, FunctionSpending{Spending::lan_demets_obrien_fleming}));
  CHECK(design.looks[0].efficacy.z == Approx(2.43548).margin(1e-5));
  CHECK(design.looks[1].efficacy.z == Approx(2.00020).margin(1e-5));
  CHECK(design.looks[0].efficacy.hazard_ratio == Approx(0.635).margin(1e-3));
  CHECK(design.looks[1].efficacy.hazard_ratio == Approx(0.732).margin(1e-3));
  CHECK(design.looks[0].futility.hazard_ratio == infinity);
  CHECK(design.looks[0].futility.p == 1.0);
  CHECK(design.looks[0].fraction == Approx(115.0 / 164.0));
}

TEST_CASE("W3's power by look under Schoenfeld's drift", "[design][exact]") {
  const FunctionSpending fleming{Spending::lan_demets_obrien_fleming};
  const auto design = solve(plan_at({113.0, 161.0}, fleming));
  const double drift = z_at_hazard_ratio(design.solved.plan, 161.0, 0.6);
  const auto stopping = stopping_under(design, drift);
  CHECK(stopping[0].reject == Approx(0.610615070).margin(1e-8));
  CHECK(stopping[1].reject == Approx(0.285257441).margin(1e-8));
  CHECK(expected_information(design, drift) == Approx(131.690477).margin(1e-6));
  // Nobody rejects early where all is lost; nearly all where all is won.
  CHECK(expected_information(design, -10.0) == Approx(161.0).margin(1e-9));
  CHECK(expected_information(design, 20.0) == Approx(113.0).margin(1e-9));
}

TEST_CASE("every rule spends alpha exactly and has its power",
          "[design][exact]") {
  const std::size_t i = GENERATE(range<std::size_t>(0, every_rule.size()));
  CAPTURE(i);
  const Tails tails = GENERATE(Tails::one, Tails::two);
  GroupSequentialPlan plan =
      plan_at({17.0, 40.0, 61.0, 80.0, 100.0}, every_rule[i]);
  plan.tails = tails;
  plan.power = 0.85;
  const auto design = solve(plan);
  CHECK(size(design) == Approx(0.025).margin(1e-10));
  CHECK(reject(stopping_under(design, design.drift)) ==
        Approx(0.85).margin(1e-9));
  CHECK(design.inflation > 1.0 - 1e-9);
  CHECK(design.looks.back().beta_spent == Approx(0.15));
  // Under a negative drift the lower tail does as the upper one did.
  if (tails == Tails::one) return;
  const auto mirrored = stopping_under(design, -design.drift);
  double harm = 0.0;
  for (const StoppingAtLook& at : mirrored) harm += at.harm;
  CHECK(harm == Approx(0.85).margin(1e-9));
}

TEST_CASE("two tails have twice the error of one", "[design][exact][DES-17]") {
  // Where both tails are far apart nobody crosses one after the other.
  GroupSequentialPlan plan =
      plan_at({0.5, 1.0}, FunctionSpending{Spending::kim_demets, 2.0});
  const auto one = solve(plan);
  plan.tails = Tails::two;
  const auto two = solve(plan);
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(two.looks[k].efficacy.z ==
          Approx(one.looks[k].efficacy.z).margin(1e-5));
    CHECK(two.looks[k].harm.z == -two.looks[k].efficacy.z);
    CHECK(two.looks[k].harm.p == two.looks[k].efficacy.p);
  }
  double both = 0.0;
  for (const StoppingAtLook& at : stopping_under(two, 0.0))
    both += at.reject + at.harm;
  CHECK(both == Approx(0.05).margin(1e-10));
}

TEST_CASE("a Wang-Tsiatis constant counts on both tails", "[design][exact]") {
  GroupSequentialPlan plan = equal_looks(3, WangTsiatis{0.5});
  plan.alpha = 0.2;
  plan.tails = Tails::two;
  const auto design = solve(plan);
  for (const DesignLook& look : design.looks)
    CHECK(look.efficacy.z ==
          Approx(design.solved.efficacy.constant).margin(1e-10));
}

TEST_CASE("a hazard ratio is against the null's", "[design][exact][DES-21]") {
  GroupSequentialPlan plan = equal_looks(1, WangTsiatis{});
  plan.null_hazard_ratio = 1.3;
  plan.unit_information = 2.0 / 9.0;  // 2:1
  CHECK(z_at_hazard_ratio(plan, 200.0, 1.3) == 0.0);
  CHECK(z_at_hazard_ratio(plan, 200.0, 0.9) ==
        Approx(std::log(1.3 / 0.9) * std::sqrt(400.0 / 9.0)));
  CHECK(hazard_ratio_at_z(plan, 200.0, z_at_hazard_ratio(plan, 200.0, 0.9)) ==
        Approx(0.9));
}

TEST_CASE("a look that may not stop leaves its error to the next",
          "[design][exact]") {
  const RejectionRule rule =
      GENERATE(RejectionRule{WangTsiatis{0.5}},
               RejectionRule{FunctionSpending{Spending::lan_demets_pocock}});
  GroupSequentialPlan plan = plan_at({1.0, 2.0, 3.0}, rule);
  plan.looks[0].efficacy = false;
  const auto design = solve(plan);
  const auto without = solve(plan_at({2.0, 3.0}, rule));
  CHECK(design.looks[0].efficacy.z == infinity);
  CHECK(design.looks[0].efficacy.hazard_ratio == 0.0);
  CHECK(design.looks[1].efficacy.z == Approx(without.looks[0].efficacy.z));
  CHECK(design.looks[2].efficacy.z == Approx(without.looks[1].efficacy.z));
  CHECK(design.drift == Approx(without.drift));
}

TEST_CASE("spending is read where the plan says", "[design][exact]") {
  const FunctionSpending linear{Spending::kim_demets, 1.0};
  GroupSequentialPlan plan = plan_at({50.0, 100.0}, linear);
  plan.looks[0].spending_fraction = 0.3;  // the calendar's
  CHECK(solve(plan).looks[0].alpha_spent == Approx(0.0075));
  plan.looks[0].spending_fraction.reset();
  plan.total_information = 125.0;  // a trial that under-runs
  const auto design = solve(plan);
  CHECK(design.looks[0].alpha_spent == Approx(0.01));
  CHECK(design.looks[1].alpha_spent == 0.025);
  CHECK(size(design) == Approx(0.025).margin(1e-10));
}

TEST_CASE("twenty looks with beta spending converge", "[design][exact]") {
  const RejectionRule alpha = GENERATE(
      RejectionRule{FunctionSpending{Spending::lan_demets_pocock}},
      RejectionRule{WangTsiatis{0.0}}, RejectionRule{WangTsiatis{0.5}});
  const SpendingRule beta =
      GENERATE(SpendingRule{FunctionSpending{Spending::lan_demets_pocock}},
               SpendingRule{FunctionSpending{Spending::hwang_shih_decani, -4}});
  GroupSequentialPlan plan = equal_looks(20, alpha);
  spend_beta(plan, beta);
  plan.futility = FutilityRule::binding;
  const auto design = solve(plan);
  CHECK(size(design, FutilityStops::obeyed) == Approx(0.025).margin(1e-10));
  CHECK(reject(stopping_under(design, design.drift)) ==
        Approx(0.9).margin(1e-9));
}

TEST_CASE("the fixed design is the normal one", "[design][exact]") {
  const RejectionRule rule =
      GENERATE(RejectionRule{FunctionSpending{}},
               RejectionRule{WangTsiatis{0.0}}, RejectionRule{HaybittlePeto{}});
  const auto design = solve(plan_at({330.3779}, rule));
  CHECK(design.looks[0].efficacy.z == Approx(1.959963984540054));
  CHECK(design.inflation == Approx(1.0).margin(1e-9));
  // Schoenfeld's events for a hazard ratio of 0.7 have 90% power.
  CHECK(z_at_hazard_ratio(design.solved.plan, 330.3779, 0.7) ==
        Approx(design.drift).epsilon(1e-6));
}
