// What is possible but unlikely to be meant. A warning never changes a result,
// and is said again for each cell of a sweep that has it and the config hasn't:
// its cost counts, since a sweep reads thousands of configs.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "parts.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/analytic_power.hpp"
#include "rehearse/design/event_times.hpp"
#include "rehearse/text/percent.hpp"

namespace rehearse::config {
namespace {

// A permuted block balances at its end, and most strata would never come to
// one.
void warn_of_thin_strata(const Node& root, const Scenario& scenario,
                         Faults& faults) {
  const RandomizationPlan& plan = scenario.randomization;
  if (plan.procedure.kind != ProcedureKind::permuted_block) return;
  double strata = plan.by_site ? static_cast<double>(scenario.sites.size()) : 1;
  for (const std::size_t factor : plan.stratify_by)
    strata *= static_cast<double>(scenario.factors[factor].levels.size());
  const double weights =
      std::accumulate(plan.procedure.block_weights.begin(),
                      plan.procedure.block_weights.end(), 0.0);
  const double size =
      std::inner_product(plan.procedure.block_sizes.begin(),
                         plan.procedure.block_sizes.end(),
                         plan.procedure.block_weights.begin(), 0.0) /
      weights;
  const double each = scenario.participants / strata;
  if (strata == 1 || each >= size) return;
  faults.warn(*find(table_of(root, "randomization"), "stratify_by"),
              "{} strata have {:.3g} participants each on average, fewer than "
              "a block's {:.3g} (most blocks would be cut, and the arms "
              "unbalanced): stratify by fewer",
              strata, each, size);
}

// A test may be stratified by what the randomization isn't, but rarely is on
// purpose.
void warn_of_other_strata(const Node& table, const Scenario& scenario,
                          Faults& faults) {
  std::vector<std::size_t> randomized = scenario.randomization.stratify_by;
  for (const MinimizedMargin& margin : scenario.randomization.minimize_over)
    if (margin.factor) randomized.push_back(*margin.factor);
  for (const Node& node : elements(table, "stratify_by")) {
    const auto& name = *as<std::string>(&node);
    if (std::ranges::any_of(randomized, [&](std::size_t factor) {
          return scenario.factors[factor].name == name;
        }))
      continue;
    faults.warn(
        node,
        "the analysis is stratified by '{}', the randomization is not (strata "
        "may be unbalanced): add it to randomization.stratify_by",
        name);
  }
}

// What a hazard ratio beyond the null hypothesis may have been meant to be.
std::string meant_by(double ratio) {
  return ratio >= 5.0
             ? fmt::format("is it a percentage, {:.4g}?", ratio / 100)
             : fmt::format(
                   "is it control / experimental, whose inverse is {:.3g}?",
                   1.0 / ratio);
}

// Power counts rejections in favour of the experimental arm.
void warn_of_favoured_control(const Node& table,
                              const std::vector<EffectPeriod>& effect,
                              double null, Faults& faults) {
  const bool favours_control =
      !effect.empty() && std::ranges::all_of(effect, [&](const auto& period) {
        return period.hazard_ratio > null;
      });
  if (!favours_control) return;
  const Node* stated = find(table, "hazard_ratio");
  const double ratio = effect.front().hazard_ratio;
  faults.warn(
      stated != nullptr ? *stated : table,
      "the hazard ratio, experimental / control, is {:.6g}, above {:.6g}: it "
      "favours the control arm, and power is nearly none ({})",
      ratio, null, meant_by(ratio));
}

void warn_of_effects(const Node& root, const Scenario& scenario,
                     Faults& faults) {
  const double null = scenario.analysis.null_hazard_ratio;
  const EndpointPlan& plan = scenario.endpoint;
  const Node& endpoint = table_of(root, "endpoint");
  const Node& effects = table_of(endpoint, "effects");
  if (as<Table>(&effects)->empty())
    return warn_of_favoured_control(table_of(endpoint, "effect"), plan.effect,
                                    null, faults);
  for (std::size_t arm = 1; arm < scenario.arms.size(); ++arm)
    warn_of_favoured_control(
        table_of(effects, scenario.arms[arm].id),
        arm == 1 ? plan.effect : plan.further[arm - 2].periods, null, faults);
}

// Whether no look can lack its events, by a bound that costs no integral over
// their number's distribution: with m expected, P(N <= m - t) <= exp(-t^2 / 2m)
// of a sum of independent indicators (Chernoff's; Mitzenmacher & Upfal 2005,
// theorem 4.5). Nearly every config is so, and a sweep reads thousands.
bool surely_reached(const Scenario& scenario, const TrialProcess& trial) {
  constexpr double surely = 1e-6;
  int most = 0;
  for (const Look& look : scenario.analysis.looks)
    most = std::max(most, look.events.value_or(0));
  const double expected = possible_events(trial);
  const double spare = expected - most;
  return spare > 0.0 && std::exp(-0.5 * spare * spare / expected) < surely;
}

// Dropout, cure and hazards that end keep participants from the event. Where
// scans are read, more or fewer may be seen than there are: then only looks
// that hardly any trial of perfect readers reaches.
void warn_of_rare_looks(const List& looks, const Scenario& scenario,
                        const TrialProcess& trial, Faults& faults) {
  const double expected = scenario.review ? 0.01 : 0.99;
  if (surely_reached(scenario, trial)) return;
  const std::vector<double> reached = look_reached(scenario, trial);
  std::size_t k = 0;
  for (const Node& look : looks) {
    const double share = reached.at(k);
    const Node* events = events_of(look);
    const auto planned = scenario.analysis.looks.at(k++).events;
    if (share >= expected || events == nullptr) continue;
    faults.warn(
        *events,
        "{} events are planned where {} are all that can be expected (the look "
        "comes in {} of the trials, in the others its test is made at the last "
        "observation): plan fewer",
        *planned, possible_text(possible_events(trial), *planned),
        percent_text(share));
  }
}

// Asymptotic tests say little of a handful of events, and the figures of a
// simulation would hide it: they are exact of such trials.
void warn_of_few_events(const List& looks, const Scenario& scenario,
                        const TrialProcess& trial, Faults& faults) {
  constexpr double likely = 0.05;
  const std::vector<double> few = few_events_probability(scenario, trial);
  std::size_t k = 0;
  for (const Node& look : looks) {
    const double share = few.at(k++);
    if (share < likely) continue;
    faults.warn(
        look,
        "an arm has fewer than {} events at this look in about {} of the "
        "trials (a normal z or a hazard ratio says little then, and without an "
        "event in both arms there may be none): plan it later",
        few_events, percent_text(share));
  }
}

// What a look by time is stated to have spends no alpha: what it has does.
void warn_of_stated_fractions(const List& nodes, const Scenario& scenario,
                              const TrialProcess& trial, Faults& faults) {
  const AnalysisPlan& plan = scenario.analysis;
  const auto total =
      sequential_plan(plan, experimental_share(scenario)).total_information;
  if (plan.efficacy.information != Information::actual || !total) return;
  std::vector<LookTime> times;
  std::size_t k = 0;
  for (const Node& node : nodes) {
    const auto stated = plan.looks.at(k++).information_fraction;
    if (!stated || k == plan.looks.size()) continue;  // the last spends all
    if (times.empty()) times = look_times(scenario, trial);
    const auto events = expected_events(trial, times.at(k - 1).mean);
    const double expected = (events[0] + events[1]) / *total;
    if (std::abs(expected - *stated) <= 0.1 * *stated) continue;
    faults.warn(*find(node, "information_fraction"),
                "{:.6g} of the events are stated, but {:.3g} are expected by "
                "then (bounds are those of the events that a trial has, in "
                "theory of those expected): state {:.2g}, or time the look by "
                "events",
                *stated, expected, expected);
  }
}

// A look never comes before the one before it: a late event look moves a later
// look whose time the protocol has fixed.
void warn_of_waiting_looks(const List& nodes, const std::vector<Look>& looks,
                           Faults& faults) {
  std::size_t k = 0;
  for (const Node& node : nodes) {
    const Look& look = looks.at(k++);
    const bool may_be_late =
        (look.events || look.events_in) && !look.wait_at_most &&
        (look.at == TriggerRule::latest || !(look.calendar || look.follow_up));
    const bool clock_follows =
        std::any_of(looks.begin() + static_cast<std::ptrdiff_t>(k), looks.end(),
                    [](const Look& one) {
                      return !one.events && !one.events_in && !one.with;
                    });
    if (!may_be_late || !clock_follows) continue;
    const Node* own = events_of(node);
    faults.warn(own != nullptr ? *own : *find(node, "events"),
                "a later look is at a fixed time, but never before this one "
                "(should these events come late, or never, it waits for them "
                "or for the last observation): bound this look's time, e.g. by "
                "calendar and at = \"earliest\"");
  }
}

// Looks that can't stop the trial are planned by mistake, or for another
// purpose that this can't know.
void warn_of_idle_looks(const Node& table, const AnalysisPlan& plan,
                        Faults& faults) {
  if (!spends_nothing_early(plan.efficacy.rule) ||
      std::ranges::count(plan.looks, true, &Look::efficacy) < 2)
    return;
  faults.warn(
      *find(table_of(table, "efficacy"), "spending"),
      "the last look alone may stop for efficacy (nothing is spent before): "
      "choose a spending function");
}

// Whether the analytic figures are of the scenario's analysis: of PFS of
// everybody, in two arms, with one effect.
bool has_analytic_times(const Scenario& scenario) {
  const Comparison& comparison = scenario.analysis.comparison;
  return !scenario.analysis.looks.empty() &&  // not read for a list alone
         !comparison.overall_survival && comparison.population.empty() &&
         scenario.arms.size() == arm_count && !scenario.endpoint.by_level &&
         (scenario.hypotheses.empty() ||
          scenario.hypotheses.front().endpoint != HypothesisEndpoint::external);
}

// Of each analysis by itself; what several share is told once.
void warn_of_plans(const Node& root, const Scenario& scenario, Faults& faults) {
  const auto warn = [&](const Node& table, const AnalysisPlan& plan) {
    warn_of_other_strata(table, scenario, faults);
    if (plan.looks.empty()) return;
    warn_of_waiting_looks(elements(table, "looks"), plan.looks, faults);
    warn_of_idle_looks(table, plan, faults);
  };
  if (scenario.hypotheses.empty())
    warn(table_of(root, "analysis"), scenario.analysis);
  std::size_t at = 0;
  for (const Hypothesis& hypothesis : scenario.hypotheses)
    warn(analysis_of(root, elements(root, "hypotheses")[at++]),
         hypothesis.analysis);
}

}  // namespace

void warn_of_the_unlikely(const Node& root, const Scenario& scenario,
                          Faults& faults) {
  warn_of_thin_strata(root, scenario, faults);
  if (has_analytic_times(scenario)) {
    const Node table = first_analysis(root);
    const List& looks = elements(table, "looks");
    const TrialProcess trial = trial_process(scenario);
    warn_of_rare_looks(looks, scenario, trial, faults);
    warn_of_few_events(looks, scenario, trial, faults);
    warn_of_stated_fractions(looks, scenario, trial, faults);
  }
  warn_of_plans(root, scenario, faults);
  warn_of_effects(root, scenario, faults);
}

}  // namespace rehearse::config
