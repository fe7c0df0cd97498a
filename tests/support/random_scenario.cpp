#include "support/random_scenario.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "rehearse/core/units.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "support/random_parts.hpp"

using namespace rehearse;
using namespace random_parts;

namespace {

void add_looks(Dice& dice, Scenario& s) {
  const int looks = dice.whole(1, 3);
  for (int k = 1; k <= looks; ++k) {
    Look look;
    look.name = "look " + std::to_string(k);
    if (!dice.one_in(4))
      look.events = std::max(k, s.participants * k * 6 / (10 * looks));
    if (!look.events || dice.one_in(3)) look.calendar = 200.0 * k;
    if (dice.one_in(4)) look.follow_up = dice.real(10, 300);
    look.at = dice.one_in(2) ? TriggerRule::latest : TriggerRule::earliest;
    if (look.events && (k > 1 || look.calendar) && dice.one_in(3))
      look.wait_at_most = dice.real(10, 200);
    look.efficacy = k == looks || !dice.one_in(4);
    s.analysis.looks.push_back(look);
  }
  s.analysis.planned_events = std::max(looks + 1, s.participants * 6 / 10);
  const auto family = static_cast<Spending>(dice.whole(0, 4));
  s.analysis.efficacy.rule =
      FunctionSpending{family, family == Spending::kim_demets ? 2.0 : -3.0};
  s.analysis.efficacy.information =
      dice.one_in(3) ? Information::planned : Information::actual;
  if (dice.one_in(2))
    s.analysis.ties = dice.one_in(2) ? Ties::breslow : Ties::exact;
}

// Early stops of every kind, wherever such a design can be.
void add_stops(Dice& dice, AnalysisPlan& plan) {
  const AnalysisPlan without = plan;
  for (std::size_t k = 0; k + 1 < plan.looks.size(); ++k) {
    const int kind = dice.whole(0, 4);
    FutilityAtLook& futility = plan.looks[k].futility;
    if (kind == 1) futility = FutilityAtZ{dice.real(-1.0, 0.5)};
    if (kind == 2) futility = FutilityAtHazardRatio{dice.real(0.9, 1.2)};
    if (kind == 3 && has_planned_information(plan))
      futility = FutilityAtConditionalPower{dice.real(0.01, 0.3)};
    if (kind == 4 && has_planned_information(plan)) {
      futility = plan.looks.back().futility = FutilityBySpending{};
      plan.futility.spending =
          FunctionSpending{Spending::hwang_shih_decani, -2.0};
    }
  }
  if (dice.one_in(3)) plan.futility.rule = FutilityRule::binding;
  if (dice.one_in(4))
    plan.tails = Tails::two;
  else if (dice.one_in(3))
    plan.harm =
        HarmRule{0.1, FunctionSpending{Spending::lan_demets_pocock, 0.0}};
  if (!std::holds_alternative<SolvedPlan>(solve_plan(plan, 0.5)))
    plan = without;
}

}  // namespace

Scenario random_scenario(std::uint64_t number) {
  Dice dice{number};
  Scenario s;
  s.id = "random";
  s.participants = dice.one_in(5) ? dice.whole(2, 20) : dice.whole(21, 300);
  s.arms[0] = {"control", Role::control, dice.whole(1, 3), "", ""};
  s.arms[1] = {"experimental", Role::experimental, dice.whole(1, 3), "", ""};
  add_blocks(dice, s);
  add_factors(dice, s);
  add_streams(s);
  add_enrolment(dice, s);
  s.endpoint.control = random_model(dice, true);
  if (dice.one_in(4))
    s.endpoint.experimental = random_model(dice, true);
  else
    s.endpoint.effect = random_effect(dice);
  for (double& hazard : s.dropout_hazard)
    hazard = dice.one_in(3) ? 0.0 : dice.real(0.0001, 0.003);
  add_looks(dice, s);
  s.seed = number * 0x9E3779B97F4A7C15ULL + 1;  // high bits too
  s.replicates = 3;
  add_stops(dice, s.analysis);
  return s;
}

Scenario w1_scenario() {
  Scenario s;
  s.id = "W1";
  s.participants = 246;
  s.arms[0] = {"control", Role::control, 1, "", ""};
  s.arms[1] = {"experimental", Role::experimental, 1, "", ""};
  s.randomization.procedure.block_sizes = {4};
  s.randomization.procedure.block_weights = {1};
  s.stratum_streams = {0};
  s.enrolment.model = EnrolmentModel::poisson;
  s.enrolment.rates = {{unbounded, 246.0 / 18.0 / days_per_month}};
  s.endpoint.control.median = 6.8 * days_per_month;
  s.endpoint.effect = {{unbounded, 0.6}};
  s.dropout_hazard.fill(-std::log(0.95) / 12.0 / days_per_month);
  Look look;
  look.name = "final";
  look.events = 161;
  s.analysis.looks.push_back(look);
  s.seed = 1;
  return s;
}
