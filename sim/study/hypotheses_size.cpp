#include "rehearse/study/hypotheses_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/report/size_report.hpp"
#include "rehearse/study/power.hpp"
#include "rehearse/text/text.hpp"
#include "simulated_sizes.hpp"

namespace rehearse {
namespace {

// What the target's power is of, and whose events are counted.
struct Target {
  Success success;
  std::size_t hypothesis = 0;
  std::size_t look = 0;
  int stated = 0;  // events there in the config
};

Success success_named(const Scenario& scenario, const SizeTarget& target) {
  std::vector<std::string_view> names;
  if (target.is_hypothesis) {
    for (const std::size_t h : simulated_hypotheses(scenario)) {
      names.emplace_back(scenario.hypotheses[h].name);
      if (names.back() == target.name) return {target.name, {{h}}};
    }
    throw RequestError{
        fmt::format("--hypothesis: the config simulates no hypothesis '{}'{}",
                    target.name, suggestion(target.name, names))};
  }
  const auto successes = joint_successes(scenario);
  for (const Success& one : successes) {
    names.emplace_back(one.name);
    if (one.name == target.name) return one;
  }
  throw RequestError{
      fmt::format("--success: the config names no success '{}'{}: add it to "
                  "multiplicity.success",
                  target.name, suggestion(target.name, names))};
}

Target target_of(const Scenario& scenario, const SizeTarget& asked) {
  Target target{success_named(scenario, asked)};
  target.hypothesis = target.success.any_of.front().front();
  const auto looks_of = [&]() -> const std::vector<Look>& {
    return scenario.hypotheses[target.hypothesis].analysis.looks;
  };
  target.look = looks_of().size() - 1;
  if (const auto with = looks_of()[target.look].with) {
    target.hypothesis = 0;
    target.look = *with;
  }
  const auto& events = looks_of()[target.look].events;
  if (!events)
    throw RequestError{fmt::format(
        "look '{}' of '{}' waits for no events (which a size here is): state "
        "its 'events'",
        looks_of()[target.look].name,
        scenario.hypotheses[target.hypothesis].name)};
  target.stated = *events;
  return target;
}

bool is_event_number(std::string_view key) {
  return (key.starts_with("analysis.") || key.starts_with("hypotheses[")) &&
         (key.ends_with("].events") || key.ends_with(".planned_events"));
}

std::vector<SizedLook> looks_of(const Scenario& scenario) {
  std::vector<SizedLook> looks;
  for (const std::size_t h : simulated_hypotheses(scenario))
    for (const Look& look : scenario.hypotheses[h].analysis.looks)
      looks.push_back({scenario.hypotheses[h].name, look.name, look.events});
  return looks;
}

// Of a set that allocation fills: as many as it has places.
int set_of(const Scenario& scenario) {
  int places = 0;
  for (const Arm& arm : scenario.arms) places += arm.allocation;
  return places;
}

// Of a config, whose events and participants grow together.
struct Growth {
  const LoadedConfig& config;
  int stated;  // events of the target
  bool with_participants;
};

// Four times the config's; participants that stay have so many events.
int most_events(const Growth& growth) {
  const Scenario& scenario = growth.config.scenario;
  double times = 4.0;
  const auto stays_below = [&](const std::optional<int>& events) {
    if (events && !growth.with_participants)
      times =
          std::min(times, scenario.participants / static_cast<double>(*events));
  };
  for (const std::size_t h : simulated_hypotheses(scenario)) {
    const AnalysisPlan& plan = scenario.hypotheses[h].analysis;
    stays_below(plan.planned_events);
    for (const Look& look : plan.looks) stays_below(look.events);
  }
  return std::max(growth.stated,
                  static_cast<int>(std::floor(times * growth.stated)));
}

// Nothing for the config as it stands.
std::vector<std::string> changes(const Growth& growth, int events) {
  std::vector<std::string> all;
  if (events == growth.stated) return all;
  const double times = events / static_cast<double>(growth.stated);
  for (const auto& [key, value] : growth.config.values)
    if (is_event_number(key))
      all.push_back(fmt::format(
          "{}={}", key, std::max(1L, std::lround(std::stod(value) * times))));
  if (!growth.with_participants) return all;
  const Scenario& scenario = growth.config.scenario;
  const int set = set_of(scenario);
  const double sets = times * scenario.participants / set;
  all.push_back(fmt::format("trial.participants={}",
                            set * static_cast<int>(std::ceil(sets - 1e-9))));
  return all;
}

bool simulate(const Success& success, RunOptions run, TriedSize& tried) {
  const Scenario& scenario = tried.config.scenario;
  const auto simulated = simulated_hypotheses(scenario);
  std::vector<std::size_t> counts;
  std::size_t joined = 0;
  for (const std::size_t h : simulated) {
    counts.push_back(scenario.hypotheses[h].analysis.looks.size());
    joined += counts.back();
  }
  run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
    tried.succeeded.push_back(succeeds(
        success, simulated, rejected_set(looks.first(joined), counts)));
  };
  const TrialEstimate trial = estimate_trial(scenario, run);
  tried.power = trial.rejected.probability(
      [&](RejectedSet set) { return succeeds(success, simulated, set); });
  return !trial.each.front().interrupted;
}

SizedTrial trial_of(const Growth& growth, int events, const TriedSize& tried) {
  const Scenario& scenario = tried.config.scenario;
  return {scenario.participants, events, looks_of(scenario),
          changes(growth, events), tried.power};
}

bool with_participants(const Scenario& scenario, SolveFor solve) {
  if (solve == SolveFor::events) return false;
  if (solve != SolveFor::participants)
    throw RequestError{fmt::format(
        "--solve: '{}' is of one hypothesis (sizes of several multiply the "
        "events, and the participants or none): use participants or events",
        solve_name(solve))};
  if (!scenario.enrolment.rates.empty() ||
      scenario.enrolment.model == EnrolmentModel::sites)
    throw RequestError{
        "--solve: participants enter at stated rates (more of them would take "
        "longer): use --solve events, or state enrolment.duration"};
  return true;
}

}  // namespace

std::optional<HypothesesSizeAnswer> size_hypotheses(
    const LoadedConfig& config, const SizeTarget& asked, double power,
    SolveFor solve, const ConfigReader& read, const StudyRun& run) {
  const Scenario& scenario = config.scenario;
  require_simulated(scenario);
  const bool grows = with_participants(scenario, solve);
  const Target target = target_of(scenario, asked);
  const Growth growth{config, target.stated, grows};
  SimulatedSizes sizes{
      config, read, run, [&](RunOptions options, TriedSize& tried) {
        return simulate(target.success, std::move(options), tried);
      }};
  if (!sizes.calibrate()) return std::nullopt;
  const int start = target.stated;
  const SizeFound found =
      search_size({power, scenario.multiplicity.alpha, start,
                   std::min(start, 2), most_events(growth)},
                  [&](int events) {
                    return sizes.power_at(events, changes(growth, events));
                  });
  if (found.end == SearchEnd::interrupted) return std::nullopt;
  const TriedSize& answer = sizes.at(found.events);
  if (found.end == SearchEnd::out_of_reach)
    fail_out_of_reach(
        answer, found.events, power,
        grows ? "state a larger effect" : "use --solve participants");
  const Hypothesis& counted = scenario.hypotheses[target.hypothesis];
  HypothesesSize size{config,
                      asked.name,
                      asked.is_hypothesis,
                      power,
                      grows,
                      counted.name,
                      counted.analysis.looks[target.look].name,
                      scenario.replicates,
                      trial_of(growth, found.events, answer),
                      std::nullopt,
                      std::nullopt,
                      trial_of(growth, start, sizes.at(start))};
  if (const TriedSize* fewer = sizes.find(found.events - 1)) {
    size.fewer = trial_of(growth, found.events - 1, *fewer);
    size.difference = power_difference(answer, *fewer);
  }
  return HypothesesSizeAnswer{std::move(size), answer.config};
}

}  // namespace rehearse
