// What a replicate costs: whole, by stage, and by size of the trial.
#include <benchmark/benchmark.h>

#include "rehearse/config/load.hpp"
#include "rehearse/montecarlo/replicate.hpp"

using namespace rehearse;

namespace {

Scenario config(const char* name) {
  return load_config(std::string{REHEARSE_SOURCE_DIR "/configs/"} + name)
      .scenario;
}

void run_replicates(benchmark::State& state, const Scenario& scenario) {
  const TrialPlan plan{scenario};
  ReplicateEngine engine{plan, {&scenario.analysis, 1}};
  std::uint64_t replicate = 0;
  for (auto _ : state) benchmark::DoNotOptimize(engine.run(replicate++).data());
  state.SetItemsProcessed(state.iterations());
}

// W1 with another number of participants, the events and rate in proportion.
Scenario w1_of(int participants) {
  Scenario s = config("w1.toml");
  s.analysis.looks[0].events = participants * 161 / 246;
  s.enrolment.rates[0].rate *= participants / 246.0;
  s.participants = participants;
  return s;
}

void replicate_of(benchmark::State& state, const char* name) {
  run_replicates(state, config(name));
}
BENCHMARK_CAPTURE(replicate_of, w1, "w1.toml");
BENCHMARK_CAPTURE(replicate_of, w2, "w2.toml");
BENCHMARK_CAPTURE(replicate_of, w3, "w3.toml");
BENCHMARK_CAPTURE(replicate_of, nct07008976, "nct07008976.toml");

void participants(benchmark::State& state) {
  run_replicates(state, w1_of(static_cast<int>(state.range(0))));
  state.counters["per_participant"] =
      benchmark::Counter(static_cast<double>(state.range(0)),
                         benchmark::Counter::kIsIterationInvariantRate |
                             benchmark::Counter::kInvert);
}
BENCHMARK(participants)->Arg(246)->Arg(1000)->Arg(10'000)->Arg(100'000);

// Each stage once more on the same replicate.
template <class Stage>
void stage(benchmark::State& state, Stage run) {
  const Scenario scenario = config("w1.toml");
  const TrialPlan plan{scenario};
  TrialSimulator trial{plan};
  Observations observations{plan.participants};
  trial.enrol(0);
  trial.randomize(0);
  trial.draw_times(0);
  observations.observe(trial.participants(), plan.cells.analysis_stratum);
  const Cut cut = observations.cut_of(scenario.analysis.looks[0],
                                      trial.participants(), 0.0);
  AnalysisWorkspace workspace;
  workspace.reserve(plan.participants, 1);
  const auto sorted = observations.data_at(cut.time, trial.participants());
  const std::vector<ObservationKey> data{sorted.begin(), sorted.end()};
  for (auto _ : state)
    run(plan, trial, observations, cut.time, data, workspace);
}

#define STAGE(name, code)                                                    \
  void stage_##name(benchmark::State& state) {                               \
    stage(state,                                                             \
          []([[maybe_unused]] const TrialPlan& plan,                         \
             [[maybe_unused]] TrialSimulator& trial,                         \
             [[maybe_unused]] Observations& observations,                    \
             [[maybe_unused]] double cut, [[maybe_unused]] const auto& data, \
             [[maybe_unused]] AnalysisWorkspace& workspace) { code; });      \
  }                                                                          \
  BENCHMARK(stage_##name)

STAGE(enrol, trial.enrol(1));
STAGE(randomize, trial.randomize(1));
STAGE(draw_times, trial.draw_times(1));
STAGE(observe,
      observations.observe(trial.participants(), plan.cells.analysis_stratum));
STAGE(cut, benchmark::DoNotOptimize(
               observations.data_at(cut, trial.participants()).data()));
STAGE(analyze, benchmark::DoNotOptimize(
                   summarize(data, 1, Ties::efron, 1.0, workspace).z));

}  // namespace
