#include "rehearse/study/size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/size_search.hpp"
#include "rehearse/study/calibrate_config.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

// A size, and which of its replicates rejected.
struct Tried {
  SimulatedSize size;
  LoadedConfig config;
  std::vector<bool> rejected;
};

bool rejects(std::span<const LookResult> looks) {
  return std::ranges::any_of(looks, [](const LookResult& look) {
    return look.stop == Stop::efficacy;
  });
}

// Mean of the differences of what two sizes decided on the same replicates.
MeanEstimate difference(const std::vector<bool>& more,
                        const std::vector<bool>& fewer) {
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < more.size(); ++i) {
    const double d =
        static_cast<double>(more[i]) - static_cast<double>(fewer[i]);
    sum += d;
    squares += d * d;
  }
  const auto n = static_cast<double>(more.size());
  const double mean = sum / n;
  const double sd = std::sqrt(std::max(0.0, squares / n - mean * mean));
  return {mean, sd, sd / std::sqrt(n), more.size()};
}

class Simulator {
 public:
  Simulator(const SizeReport& report, const ConfigReader& read,
            const StudyRun& run)
      : report_(report), read_(read), run_(run) {}

  // Where the config states what the committee observes, every size has the
  // disease behind that of the config itself. False: interrupted.
  bool calibrate() {
    const FoundDisease found = found_disease(report_.config, run_);
    disease_ = found.changes;
    return !found.interrupted;
  }

  // Power with so many events at the last look; nothing: interrupted.
  std::optional<double> power_at(int events) {
    const auto size = sized(events);
    if (!size) throw ConfigError{{{"", describe_failure(events), "", 0}}};
    Tried tried;
    tried.size.size = *size;
    tried.size.rounded =
        rounded_size(report_.config.scenario, report_.power, *size);
    tried.size.rounded.events = events;
    auto changes = size_changes(report_.config.scenario, report_.solve, *size,
                                tried.size.rounded);
    changes.insert(changes.end(), disease_.begin(), disease_.end());
    tried.config = read_(changes);
    if (!simulate(tried)) return std::nullopt;
    const double power = tried.size.power.estimate;
    tried_[events] = std::move(tried);
    return power;
  }

  // Events of the most that can be asked for.
  int most(int start) const {
    constexpr int times = 4;
    int low = start;
    int high = times * start;
    if (sized(high)) return high;
    while (high - low > 1) {
      const int middle = low + (high - low) / 2;
      (sized(middle) ? low : high) = middle;
    }
    return low;
  }

  const Tried& at(int events) const { return tried_.at(events); }
  const Tried* find(int events) const {
    const auto found = tried_.find(events);
    return found == tried_.end() ? nullptr : &found->second;
  }

 private:
  std::optional<TrialSize> sized(int events) const {
    const auto answer = size_with_events(report_.config.scenario, report_.power,
                                         report_.solve, events);
    const auto* size = std::get_if<TrialSize>(&answer);
    return size == nullptr ? std::nullopt : std::optional{*size};
  }

  std::string describe_failure(int events) const {
    return fmt::format(
        "no trial has {} events at its last look (what is solved "
        "for gives fewer): use --solve participants",
        events);
  }

  bool simulate(Tried& tried) {
    const Scenario& scenario = tried.config.scenario;
    state_.replicates += scenario.replicates;
    run_.show(state_);
    RunOptions run = run_.options(state_);
    run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
      tried.rejected.push_back(rejects(looks));
    };
    const auto estimates =
        estimate_powers(scenario, {&scenario.analysis, 1}, run);
    state_.done += scenario.replicates;
    run_.show(state_);
    tried.size.power = estimates.front().power;
    return !estimates.front().interrupted;
  }

  const SizeReport& report_;
  const ConfigReader& read_;
  const StudyRun& run_;
  ProgressState state_;  // after the sizes before
  std::vector<std::string> disease_;
  std::map<int, Tried> tried_;  // by events
};

[[noreturn]] void fail_out_of_reach(const Tried& most, double target,
                                    SolveFor solve) {
  throw ConfigError{
      {{"",
        fmt::format("the power {} is out of reach (with {} participants and {} "
                    "events the simulated power is {:.4f} ± {:.4f}): {}, or "
                    "ask for a lower --power",
                    target, most.size.rounded.participants,
                    most.size.rounded.events, most.size.power.estimate,
                    most.size.power.mcse, reaching_power(solve)),
        "", 0}}};
}

}  // namespace

FoundDisease found_disease(const TrialConfig& config, const StudyRun& run) {
  Scenario scenario = config.scenario;
  const auto found = calibrate_config(scenario, config.sha256, run);
  if (!found) return {};
  return {{"calibration.target=latent",
           fmt::format("endpoint.control.median=\"{}\"",
                       duration_text(*scenario.endpoint.control.median)),
           fmt::format("endpoint.effect.hazard_ratio={}",
                       scenario.endpoint.effect.front().hazard_ratio)},
          found->interrupted};
}

SizeReport study_size(TrialConfig config, double power, SolveFor solve) {
  const auto answer = solve_size(config.scenario, power, solve);
  if (const auto* fault = std::get_if<NoSize>(&answer))
    throw ConfigError{
        {{"", describe(*fault, power, config.scenario, solve), "", 0}}};
  return size_report(std::move(config), power, solve,
                     std::get<TrialSize>(answer));
}

std::optional<SimulatedAnswer> simulate_size(const SizeReport& report,
                                             const ConfigReader& read,
                                             const StudyRun& run) {
  Simulator simulator{report, read, run};
  if (!simulator.calibrate()) return std::nullopt;
  const AnalysisPlan& plan = report.config.scenario.analysis;
  const int start = report.rounded.events;
  const int least = std::min(start, static_cast<int>(plan.looks.size()) + 1);
  const SizeFound found = search_size(
      {report.power, plan.alpha, start, least, simulator.most(start)},
      [&](int events) { return simulator.power_at(events); });
  if (found.end == SearchEnd::interrupted) return std::nullopt;
  if (found.end == SearchEnd::out_of_reach)
    fail_out_of_reach(simulator.at(found.events), report.power, report.solve);
  const Tried& answer = simulator.at(found.events);
  SimulatedAnswer result{{answer.config.scenario.replicates,
                          answer.size,
                          std::nullopt,
                          {},
                          simulator.at(start).size},
                         answer.config};
  if (const Tried* fewer = simulator.find(found.events - 1)) {
    result.simulation.fewer = fewer->size;
    result.simulation.difference = difference(answer.rejected, fewer->rejected);
  }
  return result;
}

}  // namespace rehearse
