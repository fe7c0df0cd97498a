#include "rehearse/study/hypotheses_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/montecarlo/size_search.hpp"
#include "rehearse/report/size_report.hpp"
#include "rehearse/study/power.hpp"
#include "rehearse/study/size.hpp"
#include "rehearse/text/text.hpp"

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

// A size, and which of its replicates had the success.
struct Tried {
  SizedTrial trial;
  LoadedConfig config;
  std::vector<bool> succeeded;
};

class Simulator {
 public:
  Simulator(const LoadedConfig& config, Target target, bool with_participants,
            const ConfigReader& read, const StudyRun& run)
      : config_(config),
        target_(std::move(target)),
        with_participants_(with_participants),
        read_(read),
        run_(run) {}

  bool calibrate() {
    const FoundDisease found = found_disease(config_, run_);
    disease_ = found.changes;
    return !found.interrupted;
  }

  // Nothing: interrupted.
  std::optional<double> power_at(int events) {
    Tried tried;
    tried.trial.changes = changes(events);
    auto all = tried.trial.changes;
    all.insert(all.end(), disease_.begin(), disease_.end());
    tried.config = read_(all);
    const Scenario& scenario = tried.config.scenario;
    tried.trial.participants = scenario.participants;
    tried.trial.events = events;
    tried.trial.looks = looks_of(scenario);
    if (!simulate(tried)) return std::nullopt;
    const double power = tried.trial.power.estimate;
    tried_[events] = std::move(tried);
    return power;
  }

  // Four times the config's; participants that stay have so many events.
  [[nodiscard]] int most() const {
    const Scenario& scenario = config_.scenario;
    double times = 4.0;
    const auto stays_below = [&](const std::optional<int>& events) {
      if (events && !with_participants_)
        times = std::min(times,
                         scenario.participants / static_cast<double>(*events));
    };
    for (const std::size_t h : simulated_hypotheses(scenario)) {
      const AnalysisPlan& plan = scenario.hypotheses[h].analysis;
      stays_below(plan.planned_events);
      for (const Look& look : plan.looks) stays_below(look.events);
    }
    return std::max(target_.stated,
                    static_cast<int>(std::floor(times * target_.stated)));
  }

  [[nodiscard]] const Tried& at(int events) const { return tried_.at(events); }
  [[nodiscard]] const Tried* find(int events) const {
    const auto found = tried_.find(events);
    return found == tried_.end() ? nullptr : &found->second;
  }

 private:
  // Nothing for the config as it stands.
  [[nodiscard]] std::vector<std::string> changes(int events) const {
    std::vector<std::string> all;
    if (events == target_.stated) return all;
    const double times = events / static_cast<double>(target_.stated);
    for (const auto& [key, value] : config_.values)
      if (is_event_number(key))
        all.push_back(fmt::format(
            "{}={}", key, std::max(1L, std::lround(std::stod(value) * times))));
    if (!with_participants_) return all;
    const int set = set_of(config_.scenario);
    const double sets = times * config_.scenario.participants / set;
    all.push_back(fmt::format("trial.participants={}",
                              set * static_cast<int>(std::ceil(sets - 1e-9))));
    return all;
  }

  bool simulate(Tried& tried) {
    const Scenario& scenario = tried.config.scenario;
    const auto simulated = simulated_hypotheses(scenario);
    std::vector<std::size_t> counts;
    std::size_t joined = 0;
    for (const std::size_t h : simulated) {
      counts.push_back(scenario.hypotheses[h].analysis.looks.size());
      joined += counts.back();
    }
    state_.replicates += scenario.replicates;
    run_.show(state_);
    RunOptions run = run_.options(state_);
    run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
      tried.succeeded.push_back(
          succeeds(target_.success, simulated,
                   rejected_set(looks.first(joined), counts)));
    };
    const TrialEstimate trial = estimate_trial(scenario, run);
    state_.done += scenario.replicates;
    run_.show(state_);
    tried.trial.power = trial.rejected.probability([&](RejectedSet set) {
      return succeeds(target_.success, simulated, set);
    });
    return !trial.each.front().interrupted;
  }

  const LoadedConfig& config_;
  const Target target_;
  const bool with_participants_;
  const ConfigReader& read_;
  const StudyRun& run_;
  ProgressState state_;  // after the sizes before
  std::vector<std::string> disease_;
  std::map<int, Tried> tried_;  // by events
};

// On the same replicates.
Proportion difference(const std::vector<bool>& more,
                      const std::vector<bool>& fewer) {
  std::uint64_t only_more = 0;
  std::uint64_t only_fewer = 0;
  for (std::size_t i = 0; i < more.size(); ++i) {
    only_more += more[i] && !fewer[i] ? 1 : 0;
    only_fewer += fewer[i] && !more[i] ? 1 : 0;
  }
  return paired_difference_of(only_more, only_fewer, more.size());
}

[[noreturn]] void fail_out_of_reach(const SizedTrial& most, double power,
                                    bool with_participants) {
  throw ConfigError{
      {{"",
        fmt::format("the power {} is out of reach (with {} participants and {} "
                    "events the simulated power is {:.4f} ± {:.4f}): {}, or "
                    "ask for a lower --power",
                    power, most.participants, most.events, most.power.estimate,
                    most.power.mcse,
                    with_participants ? "state a larger effect"
                                      : "use --solve participants"),
        "", 0}}};
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
  Simulator simulator{config, target, grows, read, run};
  if (!simulator.calibrate()) return std::nullopt;
  const int start = target.stated;
  const SizeFound found =
      search_size({power, scenario.multiplicity.alpha, start,
                   std::min(start, 2), simulator.most()},
                  [&](int events) { return simulator.power_at(events); });
  if (found.end == SearchEnd::interrupted) return std::nullopt;
  if (found.end == SearchEnd::out_of_reach)
    fail_out_of_reach(simulator.at(found.events).trial, power, grows);
  const Tried& answer = simulator.at(found.events);
  const Hypothesis& counted = scenario.hypotheses[target.hypothesis];
  HypothesesSize size{config,
                      asked.name,
                      asked.is_hypothesis,
                      power,
                      grows,
                      counted.name,
                      counted.analysis.looks[target.look].name,
                      scenario.replicates,
                      answer.trial,
                      std::nullopt,
                      std::nullopt,
                      simulator.at(start).trial};
  if (const Tried* fewer = simulator.find(found.events - 1)) {
    size.fewer = fewer->trial;
    size.difference = difference(answer.succeeded, fewer->succeeded);
  }
  return HypothesesSizeAnswer{std::move(size), answer.config};
}

}  // namespace rehearse
