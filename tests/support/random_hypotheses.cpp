#include "support/random_hypotheses.hpp"

#include <algorithm>
#include <string>

#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/hypothesis_graph.hpp"
#include "support/random_parts.hpp"

using namespace rehearse;
using namespace random_parts;

namespace {

void add_arms(Dice& dice, Scenario& s) {
  s.arms.resize(static_cast<std::size_t>(dice.whole(2, 4)));
  for (std::size_t arm = 0; arm < s.arms.size(); ++arm)
    s.arms[arm] = {"arm " + std::to_string(arm),
                   arm == 0 ? Role::control : Role::experimental,
                   dice.whole(1, 3), "", ""};
  for (double& hazard : s.dropout_hazard)
    hazard = dice.one_in(3) ? 0.0 : dice.real(0.0001, 0.002);
  for (std::size_t arm = 2; arm < s.arms.size(); ++arm)
    s.further_dropout_hazard.push_back(
        dice.one_in(3) ? 0.0 : dice.real(0.0001, 0.002));
}

TreatmentEffect random_treatment(Dice& dice, const Scenario& s) {
  TreatmentEffect effect;
  if (dice.one_in(5)) {
    effect.model = random_model(dice, true);
  } else if (!s.factors.empty() && dice.one_in(3)) {
    const auto factor = static_cast<std::size_t>(
        dice.whole(0, static_cast<int>(s.factors.size()) - 1));
    effect.by_level = EffectByLevel{factor, {}};
    for (std::size_t j = 0; j < s.factors[factor].levels.size(); ++j)
      effect.by_level->hazard_ratio.push_back(dice.real(0.3, 1.1));
  } else if (dice.one_in(3)) {
    effect.periods = random_effect(dice);
  } else {
    effect.periods = {{unbounded, dice.real(0.3, 0.8)}};
  }
  return effect;
}

void add_endpoint(Dice& dice, Scenario& s) {
  s.endpoint.control = random_model(dice, true);
  TreatmentEffect first = random_treatment(dice, s);
  s.endpoint.effect = first.periods;
  s.endpoint.experimental = first.model;
  s.endpoint.by_level = first.by_level;
  for (std::size_t arm = 2; arm < s.arms.size(); ++arm)
    s.endpoint.further.push_back(random_treatment(dice, s));
}

void add_switching(Dice& dice, DeathModel& death) {
  Switching to;
  to.probability = dice.one_in(5) ? 1.0 : dice.real(0.1, 0.9);
  to.delay_mean = dice.one_in(5) ? 0.0 : dice.real(5.0, 60.0);
  if (dice.one_in(2)) to.available_from = dice.real(50.0, 700.0);
  (dice.one_in(2) ? to.hazard_ratio : to.acceleration) = dice.real(0.4, 2.0);
  death.switching = to;
}

void add_death(Dice& dice, Scenario& s) {
  DeathModel& death = s.endpoint.death;
  if (!dice.one_in(4)) death.first_event_fraction = dice.real(0.02, 0.5);
  if (dice.one_in(2)) {
    death.arms.resize(s.arms.size());
    for (std::size_t arm = 0; arm < s.arms.size(); ++arm) {
      if (dice.one_in(2))
        death.arms[arm].first_event_fraction = dice.real(0.0, 0.6);
      if (arm > 0 && dice.one_in(2))
        death.arms[arm].after_progression_hazard_ratio = dice.real(0.4, 1.3);
    }
  }
  if (dice.one_in(10)) return;  // nobody dies after progression
  if (dice.one_in(3))
    death.after_progression = random_model(dice, true);
  else
    death.after_progression_hazard = dice.real(0.001, 0.01);
  if (dice.one_in(2))
    death.after_progression_hazard_ratio = dice.real(0.4, 1.3);
  if (!dice.one_in(3)) add_switching(dice, death);
}

// ---- hypotheses ----

// In the order of the factors, as configs are read.
std::vector<FactorLevel> random_population(Dice& dice, const Scenario& s) {
  std::vector<FactorLevel> population;
  for (std::size_t f = 0; f < s.factors.size(); ++f) {
    const auto last = static_cast<int>(s.factors[f].levels.size()) - 1;
    if (dice.one_in(2))
      population.push_back({f, static_cast<std::size_t>(dice.whole(0, last))});
  }
  return population;
}

void add_comparison(Dice& dice, const Scenario& s, Hypothesis& h) {
  Comparison& comparison = h.analysis.comparison;
  comparison.overall_survival = dice.one_in(2);
  h.endpoint = comparison.overall_survival ? HypothesisEndpoint::os
                                           : HypothesisEndpoint::pfs;
  comparison.arm = static_cast<std::size_t>(
      dice.whole(1, static_cast<int>(s.arms.size()) - 1));
  for (std::size_t f = 0; f < s.factors.size(); ++f) {
    const auto last = static_cast<int>(s.factors[f].levels.size()) - 1;
    if (dice.one_in(3))
      comparison.population.push_back(
          {f, static_cast<std::size_t>(dice.whole(0, last))});
    if (dice.one_in(3)) h.analysis.stratify_by.push_back(f);
  }
}

// Of a comparison, roughly.
int expected_participants(const Scenario& s, const Comparison& comparison) {
  int all = 0;
  for (const Arm& arm : s.arms) all += arm.allocation;
  double share = s.arms[0].allocation + s.arms[comparison.arm].allocation;
  for (const auto& [factor, level] : comparison.population)
    share *= s.factors[factor].prevalence[level];
  return static_cast<int>(s.participants * share / all);
}

FutilityAtLook random_futility(Dice& dice) {
  if (dice.one_in(5)) return FutilityAtZ{dice.real(-1.0, 0.3)};
  if (dice.one_in(5)) return FutilityAtHazardRatio{dice.real(0.95, 1.3)};
  return {};
}

Look random_look(Dice& dice, int events, int k, int looks) {
  Look look;
  look.name = "look " + std::to_string(k);
  if (!dice.one_in(5)) look.events = events;
  if (!look.events || dice.one_in(4)) look.calendar = 200.0 * k;
  if (dice.one_in(6)) look.follow_up = dice.real(10, 200);
  look.at = dice.one_in(2) ? TriggerRule::latest : TriggerRule::earliest;
  if (look.events && (k > 1 || look.calendar) && dice.one_in(4))
    look.wait_at_most = dice.real(10, 200);
  look.efficacy = k == looks || !dice.one_in(6);
  if (k < looks) look.futility = random_futility(dice);
  return look;
}

// `with`: how many looks the first hypothesis has; 0 of itself.
void add_looks(Dice& dice, const Scenario& s, AnalysisPlan& plan,
               std::size_t with) {
  const int looks = dice.whole(1, 3);
  const int people = expected_participants(s, plan.comparison);
  const int total = std::max(looks, people * dice.whole(3, 8) / 10);
  std::size_t first = 0;  // of the looks it may be taken with
  for (int k = 1; k <= looks; ++k) {
    const int events = std::max(k, total * k / looks);
    Look look = random_look(dice, events, k, looks);
    if (first < with && dice.one_in(3)) {
      look.events = look.wait_at_most = {};
      look.calendar = look.follow_up = {};
      look.with = first + static_cast<std::size_t>(dice.whole(
                              0, static_cast<int>(with - first) - 1));
      look.information_fraction = static_cast<double>(k) / looks;
      first = *look.with + 1;
    }
    Dice apart{static_cast<std::uint64_t>(1000 * total + k)};
    if (look.events && apart.one_in(4)) {
      look.events_in =
          EventsIn{std::max(k, events / 2), random_population(apart, s)};
      look.events.reset();
      look.information_fraction = static_cast<double>(k) / looks;
    }
    plan.looks.push_back(look);
  }
  plan.planned_events = std::max(looks + 1, total);
}

RejectionRule random_rule(Dice& dice) {
  if (dice.one_in(10)) return WangTsiatis{dice.real(0.0, 0.5)};
  if (dice.one_in(10)) return HaybittlePeto{dice.real(2.8, 3.5)};
  const auto family = static_cast<Spending>(dice.whole(0, 4));
  return FunctionSpending{family, family == Spending::kim_demets ? 2.0 : -3.0};
}

void add_spending(Dice& dice, AnalysisPlan& plan) {
  plan.efficacy.rule = random_rule(dice);
  if (std::holds_alternative<WangTsiatis>(plan.efficacy.rule) &&
      !has_planned_information(plan))
    plan.efficacy.rule = FunctionSpending{Spending::kim_demets, 1.5};
  if (dice.one_in(3)) plan.efficacy.information = Information::planned;
  if (std::holds_alternative<FunctionSpending>(plan.efficacy.rule) &&
      dice.one_in(4)) {
    for (std::size_t k = 0; k + 1 < plan.looks.size(); ++k)
      plan.spending_time.push_back(0.3 + 0.25 * static_cast<double>(k) +
                                   dice.real(0.0, 0.2));
    plan.spending_time.push_back(1.0);
  }
  plan.ties = dice.one_in(3) ? Ties::breslow : Ties::efron;
  if (dice.one_in(12)) plan.ties = Ties::exact;
  if (dice.one_in(5))
    plan.harm =
        HarmRule{0.1, FunctionSpending{Spending::lan_demets_pocock, 0.0}};
}

// ---- the graph ----

void add_shares(Dice& dice, Scenario& s) {
  s.multiplicity.alpha = dice.one_in(2) ? 0.025 : 0.1;
  double total = 0.0;
  for (Hypothesis& h : s.hypotheses)
    total += h.alpha = dice.one_in(2) ? 0.0 : dice.real(0.2, 1.0);
  if (total == 0.0) total = s.hypotheses[0].alpha = 1.0;
  const double spent = dice.one_in(4) ? 0.8 : 1.0;  // all of it, mostly
  for (Hypothesis& h : s.hypotheses) {
    h.alpha *= spent * s.multiplicity.alpha / total;
    // As configs are read: a plan has a level of its own, whatever its share.
    h.analysis.alpha = h.alpha > 0.0 ? h.alpha : s.multiplicity.alpha;
  }
}

void add_transitions(Dice& dice, Scenario& s) {
  auto& transitions = s.multiplicity.transitions;
  transitions.clear();
  const std::size_t n = s.hypotheses.size();
  const int kind = dice.whole(0, 3);
  for (std::size_t from = 0; from < n; ++from) {
    std::vector<double> row(n);
    double total = 0.0;
    for (std::size_t to = 0; to < n; ++to) {
      const bool there = kind == 0   ? to == (from + 1) % n  // in a circle
                         : kind == 1 ? true                  // Holm
                                     : dice.one_in(2);
      if (to == from || !there) continue;
      total += row[to] = kind == 1 ? 1.0 : dice.real(0.1, 1.0);
    }
    const double passed = kind < 2 || dice.one_in(2) ? 1.0 : 0.7;
    for (std::size_t to = 0; to < n; ++to)
      if (row[to] > 0.0)
        transitions.push_back({from, to, passed * row[to] / total});
  }
}

bool is_graph(const Scenario& s) {
  std::vector<double> alphas;
  for (const Hypothesis& h : s.hypotheses) alphas.push_back(h.alpha);
  return !graph_fault(alphas, s.multiplicity.transitions, s.multiplicity.alpha);
}

// Whether its bounds can be solved at every level that it may come to have.
bool is_feasible(const Scenario& s, const HypothesisGraph& graph,
                 std::size_t number) {
  AnalysisPlan plan = s.hypotheses[number].analysis;
  const double share = experimental_share(s, plan.comparison.arm);
  std::vector<double> levels = attainable_alphas(graph, number);
  levels.push_back(plan.alpha);
  for (const double level : levels) {
    plan.alpha = level;
    if (level > 0.0 &&
        !std::holds_alternative<SolvedPlan>(solve_plan(plan, share)))
      return false;
  }
  return true;
}

// What can't be at some level becomes a plain spending function.
void make_feasible(Scenario& s) {
  std::vector<double> alphas;
  for (const Hypothesis& h : s.hypotheses) alphas.push_back(h.alpha);
  const HypothesisGraph graph{alphas, s.multiplicity.transitions};
  for (std::size_t h = 0; h < s.hypotheses.size(); ++h) {
    AnalysisPlan& plan = s.hypotheses[h].analysis;
    if (s.hypotheses[h].endpoint == HypothesisEndpoint::external ||
        is_feasible(s, graph, h))
      continue;
    plan.efficacy.rule =
        FunctionSpending{Spending::lan_demets_obrien_fleming, 0.0};
    plan.harm.reset();
    for (Look& look : plan.looks) look.futility = {};
  }
}

void add_hypotheses(Dice& dice, Scenario& s) {
  const int count = dice.whole(2, 6);
  for (int number = 0; number < count; ++number) {
    Hypothesis& h = s.hypotheses.emplace_back();
    h.name.append("H").append(std::to_string(number + 1));
    if (number > 0 && dice.one_in(12)) {
      h.endpoint = HypothesisEndpoint::external;
      continue;
    }
    add_comparison(dice, s, h);
    const std::size_t with =
        number > 0 ? s.hypotheses[0].analysis.looks.size() : 0;
    add_looks(dice, s, h.analysis, with);
    add_spending(dice, h.analysis);
    h.look_back = dice.one_in(2);
    if (dice.one_in(6)) h.harm_hazard_ratio = dice.real(1.1, 1.6);
    if (h.endpoint == HypothesisEndpoint::os)
      h.also = {SwitchingAnalysis::censor_at_switch};
  }
  do {
    add_shares(dice, s);
    add_transitions(dice, s);
  } while (!is_graph(s));
  for (Hypothesis& h : s.hypotheses)
    if (dice.one_in(3)) h.analysis.futility.rule = FutilityRule::binding;
  make_feasible(s);
  s.analysis = s.hypotheses[0].analysis;
}

// Of populations in one another: all have the first levels of one list.
void add_joint_comparisons(Dice& dice, Scenario& s) {
  std::vector<FactorLevel> inner;
  for (std::size_t f = 0; f < s.factors.size(); ++f) inner.push_back({f, 0});
  const bool of_survival = dice.one_in(3);
  std::vector<Comparison> all;
  const auto count = static_cast<std::size_t>(dice.whole(2, 3));
  for (int tries = 0; tries < 40 && all.size() < count; ++tries) {
    Comparison one;
    one.overall_survival = of_survival;
    one.arm = static_cast<std::size_t>(
        dice.whole(1, static_cast<int>(s.arms.size()) - 1));
    const int levels = dice.whole(0, static_cast<int>(inner.size()));
    one.population.assign(inner.begin(), inner.begin() + levels);
    if (std::ranges::find(all, one) == all.end()) all.push_back(one);
  }
  for (const Comparison& one : all) {
    Hypothesis& h = s.hypotheses.emplace_back();
    h.name.append("H").append(std::to_string(s.hypotheses.size()));
    h.endpoint = of_survival ? HypothesisEndpoint::os : HypothesisEndpoint::pfs;
    h.analysis.comparison = one;
    h.look_back = dice.one_in(3);
  }
}

void add_joint_looks(Dice& dice, Scenario& s) {
  const int looks = dice.whole(1, 2);
  for (Hypothesis& h : s.hypotheses) {
    AnalysisPlan& plan = h.analysis;
    const bool first = &h == &s.hypotheses.front();
    const int total =
        std::max(4, expected_participants(s, plan.comparison) / 2);
    for (int k = 1; k <= looks; ++k) {
      Look& look = plan.looks.emplace_back();
      look.name = "look " + std::to_string(k);
      if (first)
        look.events = std::max(2 * k, total * k / looks);
      else
        look.with = static_cast<std::size_t>(k - 1);
      look.information_fraction = static_cast<double>(k) / looks;
    }
    plan.planned_events = std::max(2 * looks, total);
    const auto family = static_cast<Spending>(dice.whole(1, 4));
    plan.efficacy.rule =
        FunctionSpending{family, family == Spending::kim_demets ? 2.0 : -3.0};
  }
}

}  // namespace

// All but its hypotheses.
static Scenario random_trial(Dice& dice) {
  Scenario s;
  s.id = "random";
  s.participants = dice.one_in(6) ? dice.whole(4, 30) : dice.whole(31, 240);
  add_arms(dice, s);
  add_blocks(dice, s);
  add_factors(dice, s);
  add_streams(s);
  add_enrolment(dice, s);
  add_endpoint(dice, s);
  add_death(dice, s);
  return s;
}

Scenario random_hypotheses(std::uint64_t number) {
  Dice dice{number + (1ULL << 40)};
  Scenario s = random_trial(dice);
  add_hypotheses(dice, s);
  s.seed = number * 0x9E3779B97F4A7C15ULL + 3;
  return s;
}

Scenario random_parametric(std::uint64_t number) {
  Dice dice{number + (1ULL << 41)};
  Scenario s = random_trial(dice);
  while (s.factors.empty() && s.arms.size() < 3) s = random_trial(dice);
  do {
    s.hypotheses.clear();
    add_joint_comparisons(dice, s);
  } while (s.hypotheses.size() < 2);
  add_joint_looks(dice, s);
  do {
    add_shares(dice, s);
    add_transitions(dice, s);
    if (dice.one_in(6)) s.multiplicity.transitions.clear();
  } while (!is_graph(s));
  s.multiplicity.parametric = true;
  s.analysis = s.hypotheses[0].analysis;
  s.seed = number * 0x9E3779B97F4A7C15ULL + 5;
  return s;
}
