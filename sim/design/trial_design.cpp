#include "rehearse/design/trial_design.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "expected_cuts.hpp"
#include "rehearse/core/normal.hpp"
#include "rehearse/core/numbers.hpp"
#include "rehearse/core/units.hpp"
#include "rehearse/design/analysis_design.hpp"
#include "rehearse/design/analytic_power.hpp"
#include "rehearse/design/conditional_power.hpp"
#include "rehearse/design/event_times.hpp"

namespace rehearse {

namespace {

constexpr double effects[] = {0.0, 0.25, 0.5, 0.75, 1.0};

// z, P(beyond it) and the hazard ratio there; `tail` +1 for an upper bound.
BoundScales scales(const GroupSequentialPlan& plan, double information,
                   double z, double tail) {
  return {z, normal_upper_tail(tail * z),
          hazard_ratio_at_z(plan, information, z)};
}

// Of a test that isn't the log-rank, to whose bounds no hazard ratio belongs.
BoundScales own_scales(const std::vector<double>& efficacy_z, std::size_t k) {
  if (k >= efficacy_z.size()) return {not_a_number, not_a_number, not_a_number};
  return {efficacy_z[k], normal_upper_tail(efficacy_z[k]), not_a_number};
}

std::vector<LookBounds> bounds_of(const std::vector<ExpectedLook>& looks) {
  std::vector<LookBounds> bounds;
  bounds.reserve(looks.size());
  for (const ExpectedLook& look : looks) bounds.push_back(look.bounds);
  return bounds;
}

// Mean of value(look) at the look where the trial ends.
template <class Value>
double mean_at_end(const std::vector<StoppingAtLook>& stopping,
                   const Value& value) {
  double left = 1.0;
  double sum = 0.0;
  for (std::size_t k = 0; k < stopping.size(); ++k) {
    const StoppingAtLook& at = stopping[k];
    const bool is_last = k + 1 == stopping.size();
    const double ends = is_last ? left : at.reject + at.futility + at.harm;
    sum += ends * value(k);
    left -= ends;
  }
  return sum;
}

// With `share` of the log hazard ratio's distance from the null hypothesis.
Scenario with_effect(Scenario scenario, double share) {
  const double null = scenario.analysis.null_hazard_ratio;
  if (share == 0.0) {
    scenario.endpoint.experimental.reset();
    scenario.endpoint.effect = {{unbounded, null}};
  }
  for (EffectPeriod& period : scenario.endpoint.effect)
    period.hazard_ratio = null * std::pow(period.hazard_ratio / null, share);
  return scenario;
}

// `here`: the scenario with the effect.
DesignUnderEffect under_effect(double effect, const Scenario& here,
                               const std::vector<ExpectedLook>& looks,
                               const AnalyticPower& analytic) {
  const std::vector<StoppingAtLook>& stopping = analytic.stopping;
  DesignUnderEffect under{effect, std::nullopt, 0.0, 0.0, 0.0, 0.0, 0.0};
  if (true_log_hazard_ratio(here))
    under.hazard_ratio = here.endpoint.effect.front().hazard_ratio;
  if (stopping.empty()) return under;
  for (const StoppingAtLook& at : stopping) {
    under.power += at.reject;
    under.futility += at.futility;
    under.harm += at.harm;
  }
  under.expected_events =
      mean_at_end(stopping, [&](std::size_t k) { return looks[k].events; });
  under.expected_time = mean_at_end(
      stopping, [&](std::size_t k) { return analytic.look_time[k]; });
  return under;
}

DesignUnderEffect under_effect(double effect, const Scenario& scenario) {
  const Scenario here = with_effect(scenario, effect);
  const TrialProcess trial = trial_process(here);
  const auto looks = expected_looks(here, trial);
  DesignUnderEffect under =
      under_effect(effect, here, looks, analytic_power(here, trial, looks));
  if (!true_log_hazard_ratio(scenario)) under.hazard_ratio.reset();
  return under;
}

std::vector<ExpectedCourse> course_of(const TrialProcess& trial, double end) {
  std::vector<ExpectedCourse> course;
  const auto add = [&](double time) {
    course.push_back({time, trial.participants * trial.entered_share(time),
                      expected_events(trial, time)});
  };
  for (double month = 1.0; month * days_per_month < end; ++month)
    add(month * days_per_month);
  add(end);
  return course;
}

}  // namespace

std::vector<ExpectedLook> expected_looks(const Scenario& scenario,
                                         const TrialProcess& trial) {
  const SolvedPlan solved =
      solved_plan(scenario.analysis, experimental_share(scenario));
  std::vector<ExpectedLook> looks;
  BoundRecursion recursion;
  for (const auto& [cut, is_mean] : expected_cuts(scenario, trial)) {
    if (!std::isfinite(cut)) break;
    ExpectedLook look{cut,
                      trial.participants * trial.entered_share(cut),
                      logrank_moments(trial, cut),
                      {},
                      0.0};
    const Look& plan = scenario.analysis.looks[looks.size()];
    look.events = look.moments.events[0] + look.moments.events[1];
    if ((is_mean && plan.events) || comes_by_events(plan, look.events))
      look.events = *plan.events;
    look.bounds = recursion.next(solved, look.events);
    looks.push_back(look);
  }
  return looks;
}

std::vector<StoppingAtLook> expected_stopping(
    const std::vector<ExpectedLook>& looks) {
  std::vector<ScoreMoments> moments;
  for (const ExpectedLook& look : looks) {
    // Rounding must not make information fall between looks at one time.
    const double before = moments.empty() ? 0.0 : moments.back().information;
    moments.push_back(
        {std::max(look.moments.information, before), look.moments.score});
  }
  return stopping_by_look(moments, bounds_of(looks), FutilityStops::obeyed);
}

TrialDesign trial_design(const Scenario& scenario) {
  const TrialProcess trial = trial_process(scenario);
  const GroupSequentialPlan plan =
      sequential_plan(scenario.analysis, experimental_share(scenario));
  const auto looks = expected_looks(scenario, trial);
  std::vector<ScoreMoments> events_alone;
  events_alone.reserve(looks.size());
  for (const ExpectedLook& look : looks) events_alone.push_back({look.events});
  const auto null =
      stopping_by_look(events_alone, bounds_of(looks), FutilityStops::obeyed);
  TrialDesign design;
  design.analytic = analytic_power(scenario, trial, looks);
  for (std::size_t k = 0; k < looks.size(); ++k) {
    const auto& [cut, participants, moments, bounds, events] = looks[k];
    std::optional<double> fraction;
    if (plan.total_information) fraction = events / *plan.total_information;
    design.looks.push_back({looks[k],
                            design.analytic.look_time[k],
                            design.analytic.look_reached[k],
                            fraction,
                            scales(plan, events, bounds.efficacy_z, 1.0),
                            scales(plan, events, bounds.futility_z, 1.0),
                            scales(plan, events, bounds.harm_z, -1.0),
                            null[k],
                            {}});
    TrialDesignLook& look = design.looks.back();
    if (!design.analytic.stopping.empty())
      look.stopping = design.analytic.stopping[k];
    if (scenario.analysis.test != SurvivalTest{})
      look.efficacy = own_scales(design.analytic.efficacy_z, k);
  }
  if (looks.size() < scenario.analysis.looks.size())
    design.unexpected = {design.analytic.look_reached[looks.size()],
                         possible_events(trial)};
  else
    for (const double share : effects)
      if (share == 1.0)
        design.under.push_back(
            under_effect(share, scenario, looks, design.analytic));
      else if (!scenario.endpoint.experimental || share == 0.0)
        design.under.push_back(under_effect(share, scenario));
  if (has_planned_information(scenario.analysis)) {
    auto solved = solve_design(plan);
    if (auto* found = std::get_if<GroupSequentialDesign>(&solved))
      design.planned = std::move(*found);
  }
  if (!looks.empty())
    design.course = course_of(trial, design.looks.back().time);
  design.enrolment_end = end_of_enrolment(trial);
  return design;
}

InterimPower interim_power(const TrialDesign& design, const Scenario& scenario,
                           std::size_t look, double events, double z) {
  std::vector<LaterLook> later;
  for (std::size_t k = look + 1; k < design.looks.size(); ++k)
    later.push_back({std::max(events, design.looks[k].expected.events),
                     design.looks[k].expected.bounds.efficacy_z});
  const auto under = [&](double effect) {
    return predictive_power(z, events, later, {effect});
  };
  const auto scaled = [&](double mean_z) {
    return mean_z / std::sqrt(later.back().information);
  };
  const LogrankMoments& end = design.looks.back().expected.moments;
  InterimPower power;
  power.current_trend = under(z / std::sqrt(events));
  power.scenario = under(scaled(end.score / std::sqrt(end.information)));
  if (design.planned && scenario.analysis.futility.spending)
    power.design = under(scaled(design.planned->drift));
  power.predictive = predictive_power(
      z, events, later, posterior_effect({0.0, infinity}, z, events));
  // In the unit of the log-rank's Z: minus the log hazard ratio, times the root
  // of the information in an event.
  const double unit = std::sqrt(experimental_share(scenario) *
                                (1.0 - experimental_share(scenario)));
  if (const auto* prior = scenario.prior
                              ? std::get_if<NormalPrior>(&*scenario.prior)
                              : nullptr) {
    const double mean =
        (std::log(scenario.analysis.null_hazard_ratio) - prior->mean) * unit;
    power.predictive_prior =
        predictive_power(z, events, later,
                         posterior_effect({mean, prior->sd * unit}, z, events));
  }
  return power;
}

}  // namespace rehearse
