// What a replicate costs: whole, by stage, and by size of the trial.
#include <benchmark/benchmark.h>

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rehearse/config/load.hpp"
#include "rehearse/montecarlo/replicate.hpp"

using namespace rehearse;

namespace {

Scenario config(const char* name, std::vector<std::string> set = {}) {
  Overrides overrides;
  overrides.set = std::move(set);
  return load_config(std::string{REHEARSE_SOURCE_DIR "/configs/"} + name,
                     overrides)
      .scenario;
}

void run_replicates(benchmark::State& state, const Scenario& scenario) {
  const TrialPlan plan{scenario};
  std::vector<AnalysisPlan> plans = hypothesis_plans(scenario);
  std::optional<GraphDecision> graph;
  if (plans.empty())
    plans.push_back(scenario.analysis);
  else
    graph.emplace(scenario);
  ReplicateEngine engine{plan, plans, graph};
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
BENCHMARK_CAPTURE(replicate_of, nct07008976_irc, "nct07008976-irc.toml");

// The trial by its committee with PFS alone, with overall survival, and with
// five hypotheses: what the further ones cost.
void hypotheses(benchmark::State& state, int number) {
  const std::string looks =
      ",planned_events=115,looks=[{name='interim',with='interim',information_"
      "fraction=0.7},"
      "{name='final',with='final',information_fraction=1}]";
  const std::array<std::string, 5> each{
      "{name='PFS',endpoint='pfs',alpha=0.025,looks=[{name='interim',"
      "information=0.7},{name='final',events=164}]}",
      "{name='OS',endpoint='os',alpha=0,looks=[{name='interim',with='interim',"
      "information_fraction=0.2},{name='middle',with='final',"
      "information_fraction=0.55},{name='final',events=150}]}",
      "{name='INV',endpoint='pfs-investigator',alpha=0" + looks + "}",
      "{name='PFS visceral',endpoint='pfs',alpha=0,"
      "population={visceral_disease='yes'}" +
          looks + "}",
      "{name='OS visceral',endpoint='os',alpha=0,"
      "population={visceral_disease='yes'}" +
          looks + "}"};
  const std::array<std::string, 5> name{"PFS", "OS", "INV", "PFS visceral",
                                        "OS visceral"};
  std::string table = "hypotheses=[";
  std::string order = "multiplicity.transitions=[";
  for (std::size_t h = 0; h < static_cast<std::size_t>(number); ++h) {
    table += each[h] + ",";
    if (h > 0)
      order += "{from='" + name[h - 1] + "',to='" + name[h] + "',weight=1},";
  }
  run_replicates(state,
                 config("nct07008976-os.toml",
                        {table + "]", order + "]", "multiplicity.success=[]"}));
}
BENCHMARK_CAPTURE(hypotheses, pfs, 1);
BENCHMARK_CAPTURE(hypotheses, pfs_and_os, 2);
BENCHMARK_CAPTURE(hypotheses, five, 5);

void participants(benchmark::State& state) {
  run_replicates(state, w1_of(static_cast<int>(state.range(0))));
  state.counters["per_participant"] =
      benchmark::Counter(static_cast<double>(state.range(0)),
                         benchmark::Counter::kIsIterationInvariantRate |
                             benchmark::Counter::kInvert);
}
BENCHMARK(participants)->Arg(246)->Arg(1000)->Arg(10'000)->Arg(100'000);

// Each stage once more on the same block of replicates: time of one of them.
struct Stages {
  explicit Stages(const char* name)
      : scenario(config(name)),
        plan(scenario),
        trial(plan, block_lanes),
        observer(plan, {&scenario.analysis, 1}, block_lanes),
        analyst(plan, {&scenario.analysis, 1}, block_lanes) {
    enrol();
    randomize();
    draw_times();
    observe();
    cut();
  }
  void enrol() { trial.enrol(0); }
  void randomize() { trial.randomize(0); }
  void draw_times() { trial.draw_times(0); }
  void observe() { observer.observe(trial.participants(), 0); }
  void cut() {
    observe();  // or the last cut would be remembered
    data = &observer.cut_block(0, 0, {});
  }
  void test() {
    analyst.begin();
    analyst.test_block(
        0, *data,
        [&](std::size_t lane) { return observer.lane_of_block(lane); },
        [&](std::size_t lane) -> auto& { return results[lane]; });
  }

  Scenario scenario;
  TrialPlan plan;
  TrialSimulator trial;
  TrialObserver observer;
  TrialAnalyst analyst;
  const TrialObserver::BlockCut* data = nullptr;
  Lanes<LookResult> results;
};

void stage(benchmark::State& state, const char* name, void (Stages::*run)()) {
  Stages stages{name};
  for (auto _ : state) {
    (stages.*run)();
    benchmark::ClobberMemory();
  }
  state.counters["per_replicate"] = benchmark::Counter(
      block_lanes, benchmark::Counter::kIsIterationInvariantRate |
                       benchmark::Counter::kInvert);
}

#define STAGES(trial, file)                                                \
  BENCHMARK_CAPTURE(stage, trial##_enrol, file, &Stages::enrol);           \
  BENCHMARK_CAPTURE(stage, trial##_randomize, file, &Stages::randomize);   \
  BENCHMARK_CAPTURE(stage, trial##_draw_times, file, &Stages::draw_times); \
  BENCHMARK_CAPTURE(stage, trial##_observe, file, &Stages::observe);       \
  BENCHMARK_CAPTURE(stage, trial##_observe_and_cut, file, &Stages::cut);   \
  BENCHMARK_CAPTURE(stage, trial##_test, file, &Stages::test)

STAGES(w1, "w1.toml");
STAGES(nct07008976, "nct07008976.toml");

}  // namespace
