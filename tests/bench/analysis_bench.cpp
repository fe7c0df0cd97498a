// The analysis of one simulated look: 246 participants, about 161 events.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <vector>

#include "rehearse/analysis/cox.hpp"
#include "rehearse/analysis/kaplan_meier.hpp"
#include "rehearse/analysis/risk_sets.hpp"
#include "rehearse/analysis/summarize.hpp"

using namespace rehearse;

namespace {

constexpr std::size_t participants = 246;

// Data sets enough that no branch is learned by heart. Time is on a grid of
// `step` ticks of 1e-6 medians.
std::vector<std::vector<ObservationKey>> data_sets(std::size_t strata,
                                                   double step) {
  boost::random::mt19937_64 engine{20250707};
  boost::random::exponential_distribution<double> exponential{std::log(2.0)};
  boost::random::uniform_real_distribution<double> follow_up{0.9,
                                                             3.5};  // [medians]
  std::vector<std::vector<ObservationKey>> sets(256);
  for (auto& keys : sets) {
    for (std::size_t i = 0; i < participants; ++i) {
      const double event = exponential(engine) / (i % 2 == 1 ? 0.6 : 1.0);
      const double cut = follow_up(engine);
      const double time = std::ceil(std::min(event, cut) * 1e6 / step);
      keys.push_back(pack(static_cast<std::uint64_t>(time), engine() % strata,
                          i % 2 == 1 ? Role::experimental : Role::control,
                          event <= cut));
    }
    std::ranges::sort(keys);
  }
  return sets;
}

template <class Analysis>
void run(benchmark::State& state, const Analysis& analysis) {
  const auto strata = static_cast<std::size_t>(state.range(0));
  const auto sets = data_sets(strata, static_cast<double>(state.range(1)));
  AnalysisWorkspace workspace;
  workspace.reserve(participants, strata);
  std::size_t next = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(
        analysis(sets[next++ % sets.size()], strata, workspace));
}

void summarize_look(benchmark::State& state) {
  run(state, [](const auto& keys, auto strata, auto& workspace) {
    return summarize(keys, strata, Ties::efron, 1.0, workspace);
  });
}

void log_rank_and_risk_sets(benchmark::State& state) {
  run(state, [](const auto& keys, auto strata, auto& workspace) {
    return collect_risk_sets(keys, strata, Ties::efron, workspace);
  });
}

void medians(benchmark::State& state) {
  run(state, [](const auto& keys, auto, auto& workspace) {
    return kaplan_meier_medians(keys, workspace);
  });
}

// Strata, and the grid: 1e-6 medians (no ties), a fifth of a median (scans).
BENCHMARK(summarize_look)
    ->ArgsProduct({{1, 8}, {1, 200'000}})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(log_rank_and_risk_sets)
    ->ArgsProduct({{1, 8}, {1, 200'000}})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(medians)
    ->ArgsProduct({{1}, {1, 200'000}})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
