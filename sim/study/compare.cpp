#include "rehearse/study/compare.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "cell_runner.hpp"
#include "rehearse/config/sweep_plan.hpp"
#include "rehearse/study/calibrate_config.hpp"
#include "rehearse/study/power.hpp"

namespace rehearse {
namespace {

using ValueOfKey = std::unordered_map<std::string, std::string>;

ValueOfKey by_key(const std::vector<KeyValue>& values) {
  ValueOfKey of;
  for (const KeyValue& value : values) of[value.key] = value.value;
  return of;
}

std::optional<std::string> value_in(const ValueOfKey& values,
                                    const std::string& key) {
  const auto at = values.find(key);
  if (at == values.end()) return std::nullopt;
  return at->second;
}

// The disease behind what a committee observes, before anything is compared:
// theory and simulation are of the same. False if it was stopped.
bool make_latent(LoadedConfig& config, const StudyRun& run) {
  const auto calibration =
      calibrate_config(config.scenario, config.sha256, run);
  return !calibration || !calibration->interrupted;
}

// Trials that are only analysed otherwise are simulated once.
bool share_replicates(const std::vector<KeyDifference>& differs,
                      const LoadedConfig& a, const LoadedConfig& b) {
  return a.scenario.hypotheses.empty() && b.scenario.hypotheses.empty() &&
         std::ranges::all_of(differs, [](const KeyDifference& one) {
           return is_analysis_key(one.key);
         });
}

AnalyticPower theory_of(const Scenario& scenario) {
  if (!scenario.hypotheses.empty()) return {};
  return analytic_power(scenario);
}

// By their names, but for the first of each, which are compared whatever they
// are: B is compared as the sweep's cells are.
std::vector<ComparedTest> tests_of(AnalysedCell& a, AnalysedCell& b) {
  std::vector<ComparedTest> tests;
  for (std::size_t t = 0; t < a.tests.size(); ++t)
    tests.push_back({a.tests[t], std::move(a.estimates[t]), {}, t, 0, {}});
  for (std::size_t t = 0; t < b.tests.size(); ++t) {
    const auto same = std::ranges::find(a.tests, b.tests[t]);
    const bool own = t == 0 && b.compared[0] == 0;
    const bool paired = own || same != a.tests.end();
    const std::size_t at =
        own ? 0 : static_cast<std::size_t>(same - a.tests.begin());
    if (!paired) {
      tests.push_back({b.tests[t], {}, std::move(b.estimates[t]), 0, t, {}});
      continue;
    }
    tests[at].b = std::move(b.estimates[t]);
    tests[at].place_in_b = t;
    tests[at].difference = b.differences[t].result();
    if (a.tests[at] != b.tests[t]) tests[at].name += " | " + b.tests[t];
  }
  return tests;
}

}  // namespace

std::vector<KeyDifference> differing_keys(const std::vector<KeyValue>& a,
                                          const std::vector<KeyValue>& b) {
  std::vector<KeyDifference> differs;
  const ValueOfKey in_a = by_key(a);
  const ValueOfKey in_b = by_key(b);
  for (const KeyValue& one : a) {
    auto other = value_in(in_b, one.key);
    if (other != one.value)
      differs.push_back({one.key, one.value, std::move(other)});
  }
  for (const KeyValue& one : b)
    if (!in_a.contains(one.key))
      differs.push_back({one.key, std::nullopt, one.value});
  return differs;
}

std::optional<CompareReport> study_compare(NamedConfig a, NamedConfig b,
                                           const StudyRun& run) {
  require_simulated(a.config.scenario);
  require_simulated(b.config.scenario);
  auto differs = differing_keys(a.config.values, b.config.values);
  const bool shared = share_replicates(differs, a.config, b.config);
  if (!make_latent(a.config, run) || !make_latent(b.config, run)) return {};
  const Cell first{0, {}, a.config.scenario, a.config.sha256};
  const Cell second{1, {}, b.config.scenario, b.config.sha256};
  ProgressState state;
  state.replicates = (shared ? 1 : 2) * first.scenario.replicates;
  CellRunner runner{first, std::nullopt, run, state};
  std::vector<AnalysedCell> cells;
  const std::vector<Group> groups =
      shared ? std::vector<Group>{{&first, &second}}
             : std::vector<Group>{{&first}, {&second}};
  for (const Group& group : groups) {
    auto analysed = runner.run(group);
    if (analysed.empty()) return {};
    std::ranges::move(analysed, std::back_inserter(cells));
  }
  return CompareReport{
      {std::move(a.name), a.config, theory_of(first.scenario)},
      {std::move(b.name), b.config, theory_of(second.scenario)},
      std::move(differs),
      tests_of(cells[0], cells[1])};
}

}  // namespace rehearse
