#include "rehearse/study/size.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/tally.hpp"
#include "rehearse/study/calibrate_config.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/text.hpp"
#include "simulated_sizes.hpp"

namespace rehearse {
namespace {

// The trial with so many events at the last look; nothing where none has them.
std::optional<SimulatedSize> sized(const SizeReport& report, int events) {
  const Scenario& scenario = report.config.scenario;
  const auto answer =
      size_with_events(scenario, report.power, report.solve, events);
  const auto* size = std::get_if<TrialSize>(&answer);
  if (size == nullptr) return std::nullopt;
  RoundedSize rounded = rounded_size(scenario, report.power, *size);
  rounded.events = events;
  return SimulatedSize{*size, rounded, {}};
}

std::vector<std::string> changes(const SizeReport& report, int events) {
  const auto size = sized(report, events);
  if (!size)
    throw ConfigError{
        {{"",
          fmt::format("no trial has {} events at its last look (what is solved "
                      "for gives fewer): use --solve participants",
                      events),
          "", 0}}};
  return size_changes(report.config.scenario, report.solve, size->size,
                      size->rounded);
}

// Events of the most that can be asked for.
int most_events(const SizeReport& report, int start) {
  constexpr int times = 4;
  int low = start;
  int high = times * start;
  if (sized(report, high)) return high;
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (sized(report, middle) ? low : high) = middle;
  }
  return low;
}

bool simulate_one(RunOptions run, TriedSize& tried) {
  const Scenario& scenario = tried.config.scenario;
  run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
    tried.succeeded.push_back(rejects(looks));
  };
  const auto estimates =
      estimate_powers(scenario, {&scenario.analysis, 1}, run);
  tried.power = estimates.front().power;
  return !estimates.front().interrupted;
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
  SimulatedSizes sizes{report.config, read, run, simulate_one};
  if (!sizes.calibrate()) return std::nullopt;
  const AnalysisPlan& plan = report.config.scenario.analysis;
  const int start = report.rounded.events;
  const int least = std::min(start, static_cast<int>(plan.looks.size()) + 1);
  const SizeFound found = search_size(
      {report.power, plan.alpha, start, least, most_events(report, start)},
      [&](int events) {
        return sizes.power_at(events, changes(report, events));
      });
  if (found.end == SearchEnd::interrupted) return std::nullopt;
  const TriedSize& answer = sizes.at(found.events);
  if (found.end == SearchEnd::out_of_reach)
    fail_out_of_reach(answer, found.events, report.power,
                      reaching_power(report.solve));
  const auto simulated = [&](int events) {
    SimulatedSize size = *sized(report, events);
    size.power = sizes.at(events).power;
    return size;
  };
  SimulatedAnswer result{{answer.config.scenario.replicates,
                          simulated(found.events),
                          std::nullopt,
                          {},
                          simulated(start)},
                         answer.config};
  if (const TriedSize* fewer = sizes.find(found.events - 1)) {
    result.simulation.fewer = simulated(found.events - 1);
    result.simulation.difference = power_difference(answer, *fewer);
  }
  return result;
}

}  // namespace rehearse
