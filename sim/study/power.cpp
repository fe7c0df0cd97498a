#include "rehearse/study/power.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/store/build_info.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/study/calibrate_config.hpp"

namespace rehearse {

namespace {

// What theory has no formula for: the simulation, and where it is asked for
// that without effects.
void study_hypotheses(PowerReport& report, const StudyRun& run,
                      const ReplicateSink& each,
                      std::span<const RejectedSet> nulls) {
  const Scenario& scenario = report.config.scenario;
  ProgressState state;
  state.replicates = scenario.replicates * (1 + null_trials(scenario, nulls));
  run.show(state);
  RunOptions options = run.options(state);
  options.each_replicate = each;
  report.trial = estimate_trial(scenario, options);
  report.estimate = report.trial->each.front();
  state.done = report.estimate.replicates;
  run.show(state);
  if (nulls.empty() || report.estimate.interrupted) return;
  report.familywise =
      familywise_errors(scenario, nulls, [&](std::uint64_t done) {
        ProgressState now = state;
        now.done += done;
        return run.options(now);
      });
  state.done += report.familywise->replicates;
  run.show(state);
}

// False: it was stopped.
bool calibrate(TrialConfig& config, const StudyRun& run) {
  const auto calibration =
      calibrate_config(config.scenario, part_origin(config).config, run);
  return !calibration || !calibration->interrupted;
}

// Of the replicates of these chunks, shown.
ProgressState progress_of(const Scenario& scenario, const ChunkRange& chunks,
                          const StudyRun& run) {
  ProgressState state;
  const std::uint64_t begin = chunks.first * chunk_replicates;
  const std::uint64_t end =
      std::min(scenario.replicates, begin + chunks.count * chunk_replicates);
  state.replicates = end - std::min(begin, end);
  run.show(state);
  return state;
}

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

constexpr std::uint64_t first_bit = 16;  // chunks, doubled while they are fast

// Keeps a growing part now and then: long parts, which take long to be kept,
// more rarely.
class Keeper {
 public:
  explicit Keeper(const GrowingPart& part) : part_(part) {}
  void offer(const PowerPart& done) {
    if (!part_.keep || seconds_since(last_) < pause_) return;
    const Clock::time_point start = Clock::now();
    part_.keep(done);
    constexpr double most_share = 0.05;  // of the time
    pause_ = std::max(pause_, seconds_since(start) / most_share);
    if (part_.seconds <= 0.0) pause_ = 0.0;
    last_ = Clock::now();
  }

 private:
  const GrowingPart& part_;
  Clock::time_point last_ = Clock::now();
  double pause_ = part_.seconds;
};

std::vector<PowerPart> one_of(std::vector<PowerPart> parts) {
  std::vector<PowerPart> one;
  one.push_back(joined(std::move(parts)));
  return one;
}

// What takes no replicates: theory, and the course of enrolment.
void add_theory(PowerReport& report) {
  const Scenario& scenario = report.config.scenario;
  report.enrolment = enrolment_by_sites(scenario, scenario.replicates);
  if (!scenario.hypotheses.empty()) return;
  report.analytic = analytic_power(scenario);
  report.also_analytic = also_analytic_power(scenario);
}

}  // namespace

PowerReport study_power(TrialConfig config, const StudyRun& run,
                        const ReplicateSink& each,
                        std::span<const RejectedSet> nulls) {
  PowerReport report;
  report.config = std::move(config);
  Scenario& scenario = report.config.scenario;
  report.calibration = calibrate_config(scenario, report.config.sha256, run);
  if (is_interrupted(report)) return report;
  add_theory(report);
  if (!scenario.hypotheses.empty()) {
    study_hypotheses(report, run, each, nulls);
    return report;
  }
  ProgressState state;
  state.replicates = scenario.replicates;
  run.show(state);
  ReadingSample reading;
  RunOptions options = run.options(state);
  options.each_replicate = each;
  if (has_reading_cost(scenario))
    options.each_replicate = [&](std::uint64_t replicate,
                                 std::span<const LookResult> looks) {
      reading.add_read(replicate, looks.first(scenario.analysis.looks.size()));
      if (each) each(replicate, looks);
    };
  auto estimates = estimate_powers(scenario, analysis_plans(scenario), options);
  state.done = estimates.front().replicates;
  run.show(state);
  take_estimates(std::move(estimates), report);
  options.threads = run.telling_threads();
  if (has_reading_cost(scenario) && !report.estimate.interrupted &&
      reading.simulate_perfect(scenario, options))
    report.reading_cost = reading_cost(reading);
  return report;
}

void require_simulated(const Scenario& scenario) {
  if (scenario.hypotheses.empty() || !simulated_hypotheses(scenario).empty())
    return;
  throw RequestError{
      "every hypothesis of the config is external (there is nothing to "
      "simulate): give one another endpoint, or use `rehearse design`"};
}

PartOrigin part_origin(const TrialConfig& config) {
  std::string text = config.resolved_toml;
  const std::size_t table = text.find("\n[simulation]\n");
  const std::size_t begin = text.find("replicates = ", table);
  if (table != std::string::npos && begin != std::string::npos)
    text.erase(begin, text.find('\n', begin) - begin);
  const BuildInfo build = build_info();
  return {build.version + ' ' + build.git_revision, sha256_hex(text),
          config.seed_text};
}

std::optional<PowerPart> study_power_part(TrialConfig config,
                                          const ChunkRange& chunks,
                                          const StudyRun& run,
                                          const ReplicateSink& each) {
  const PartOrigin origin = part_origin(config);
  if (!calibrate(config, run)) return std::nullopt;
  RunOptions options = run.options(progress_of(config.scenario, chunks, run));
  options.each_replicate = each;
  return power_part(config.scenario, origin, chunks, options);
}

std::optional<PowerPart> study_power_part(TrialConfig config,
                                          const ChunkRange& chunks,
                                          GrowingPart part,
                                          const StudyRun& run) {
  const PartOrigin origin = part_origin(config);
  if (!calibrate(config, run)) return std::nullopt;
  ProgressState state = progress_of(config.scenario, chunks, run);
  std::vector<PowerPart> parts;  // one, and for a moment the next
  if (part.begun) parts.push_back(std::move(*part.begun));
  Keeper keeper{part};
  std::uint64_t size = first_bit;
  while (parts.empty() || parts.front().chunks() < chunks.count) {
    const std::uint64_t done = parts.empty() ? 0 : parts.front().chunks();
    state.done = parts.empty() ? 0 : parts.front().replicates;
    const Clock::time_point start = Clock::now();
    auto bit =
        power_part(config.scenario, origin,
                   {chunks.first + done, std::min(size, chunks.count - done)},
                   run.options(state));
    if (!bit) return std::nullopt;
    parts.push_back(std::move(*bit));
    parts = one_of(std::move(parts));
    if (parts.front().chunks() < chunks.count) keeper.offer(parts.front());
    if (seconds_since(start) < part.seconds / 4) size *= 2;
  }
  return std::move(parts.front());
}

PowerReport study_power(TrialConfig config, const PowerPart& part,
                        const StudyRun& run) {
  PowerReport report;
  const std::string hash = part_origin(config).config;
  report.config = std::move(config);
  Scenario& scenario = report.config.scenario;
  report.calibration = calibrate_config(scenario, hash, run);
  if (is_interrupted(report)) return report;
  add_theory(report);
  if (!scenario.hypotheses.empty()) {
    report.trial = estimate_trial(scenario, part);
    report.estimate = report.trial->each.front();
    return report;
  }
  take_estimates(estimate_powers(scenario, part), report);
  if (report.other_reader) report.reading_cost = reading_cost(part);
  return report;
}

bool is_interrupted(const PowerReport& report) {
  return (report.calibration && report.calibration->interrupted) ||
         report.estimate.interrupted ||
         (report.familywise && report.familywise->interrupted) ||
         (report.other_reader && !report.reading_cost);
}

}  // namespace rehearse
