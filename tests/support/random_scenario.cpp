#include "support/random_scenario.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "rehearse/core/units.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/random/word_stream.hpp"

using namespace rehearse;

namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t number)
      : words_{{number, Purpose::allocation, 0}, 0} {}
  int whole(int low, int high) {
    return low + static_cast<int>(
                     words_.below(static_cast<std::uint32_t>(high - low + 1)));
  }
  double real(double low, double high) {
    return low + (high - low) * words_() * 0x1p-32;
  }
  bool one_in(int n) { return whole(1, n) == 1; }

 private:
  WordStream words_;
};

ModelSpec random_model(Dice& dice, bool may_be_cure) {
  ModelSpec spec;
  spec.family = static_cast<Family>(dice.whole(0, may_be_cure ? 4 : 3));
  switch (spec.family) {
    case Family::exponential:
      if (dice.one_in(3))
        spec.hazard = dice.real(0.001, 0.01);
      else if (dice.one_in(2))
        spec.survival = {{dice.real(100, 400), dice.real(0.2, 0.8)}};
      else
        spec.median = dice.real(50, 400);
      break;
    case Family::weibull:
      spec.shape = dice.real(0.6, 2.0);
      (dice.one_in(2) ? spec.median : spec.scale) = dice.real(50, 400);
      break;
    case Family::log_logistic:
      spec.shape = dice.real(0.8, 2.5);
      spec.median = dice.real(50, 400);
      break;
    case Family::piecewise_exponential:
      spec.periods = {{dice.real(30, 90), dice.real(0.001, 0.01)},
                      {dice.real(100, 200), dice.one_in(3) ? 0.0 : 0.004},
                      {unbounded, dice.real(0.001, 0.01)}};
      break;
    case Family::cure:
      spec.cured = dice.real(0.05, 0.4);
      spec.uncured = {random_model(dice, false)};
      break;
  }
  return spec;
}

void add_factors(Dice& dice, Scenario& s) {
  const int factors = dice.whole(0, 3);
  for (int f = 0; f < factors; ++f) {
    Factor factor;
    factor.name = "factor" + std::to_string(f);
    const int levels = dice.whole(2, 3);
    double total = 0.0;
    for (int j = 0; j < levels; ++j) {
      factor.levels.push_back(std::to_string(j));
      factor.prevalence.push_back(dice.real(0.2, 1.0));
      factor.hazard_ratio.push_back(j == 0 ? 1.0 : dice.real(0.5, 2.0));
      total += factor.prevalence.back();
    }
    for (double& p : factor.prevalence) p /= total;
    s.factors.push_back(factor);
    const auto index = static_cast<std::size_t>(f);
    if (dice.one_in(2)) s.randomization.stratify_by.push_back(index);
    if (dice.one_in(2)) s.analysis.stratify_by.push_back(index);
  }
  const int sites = dice.one_in(2) ? dice.whole(1, 8) : 0;
  for (int site = 0; site < sites; ++site)
    s.sites.push_back({std::to_string(site), dice.real(0.5, 3.0)});
  s.randomization.by_site = sites > 0 && dice.one_in(2);
}

void add_streams(Scenario& s) {
  std::size_t strata = s.randomization.by_site ? s.sites.size() : 1;
  for (const std::size_t f : s.randomization.stratify_by)
    strata *= s.factors[f].levels.size();
  for (std::size_t k = 0; k < strata; ++k)
    s.stratum_streams.push_back((k * 0x9E3779B97F4A7C15ULL) & ~0xFFFFFULL);
}

void add_enrolment(Dice& dice, Scenario& s) {
  s.enrolment.model = static_cast<EnrolmentModel>(dice.whole(0, 2));
  const bool rates =
      s.enrolment.model == EnrolmentModel::poisson || dice.one_in(3);
  if (rates)
    s.enrolment.rates = {{dice.real(50, 200), dice.real(0.2, 1.0)},
                         {dice.real(210, 300), dice.real(0.0, 1.0)},
                         {unbounded, dice.real(0.3, 2.0)}};
  else
    s.enrolment.duration = dice.real(100, 600);
  if (dice.one_in(2)) s.enrolment.ramp_up = dice.real(20, 99);
}

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
  const int ratio = s.arms[0].allocation + s.arms[1].allocation;
  const int sizes = dice.whole(1, 3);
  for (int i = 1; i <= sizes; ++i) {
    s.randomization.procedure.block_sizes.push_back(i * ratio);
    s.randomization.procedure.block_weights.push_back(dice.whole(1, 3));
  }
  add_factors(dice, s);
  add_streams(s);
  add_enrolment(dice, s);
  s.endpoint.control = random_model(dice, true);
  if (dice.one_in(4))
    s.endpoint.experimental = random_model(dice, true);
  else if (dice.one_in(2))
    s.endpoint.effect = {{unbounded, dice.real(0.4, 1.2)}};
  else
    s.endpoint.effect = {{dice.real(20, 80), dice.real(0.8, 1.5)},
                         {dice.real(90, 200), dice.real(0.4, 1.0)},
                         {unbounded, dice.real(0.5, 1.1)}};
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
