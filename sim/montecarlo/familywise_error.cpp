#include "rehearse/montecarlo/familywise_error.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "rehearse/design/dunnett.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/trial/hypothesis_view.hpp"

namespace rehearse {

namespace {

double margin_of(const Hypothesis& hypothesis) {
  return hypothesis.analysis.null_hazard_ratio;
}

bool compare_the_same(const Hypothesis& a, const Hypothesis& b) {
  return a.endpoint == b.endpoint &&
         a.analysis.comparison == b.analysis.comparison;
}

std::vector<Hypothesis> simulated_in(const Scenario& scenario) {
  std::vector<Hypothesis> simulated;
  for (const std::size_t h : simulated_hypotheses(scenario))
    simulated.push_back(scenario.hypotheses[h]);
  return simulated;
}

// PFS hazard ratios of the experimental arms.
std::vector<double> hazard_ratios_of(const Scenario& scenario,
                                     RejectedSet null) {
  std::vector<double> ratios(scenario.arms.size() - 1, 0.0);
  const auto all = simulated_in(scenario);
  for (std::size_t h = 0; h < all.size(); ++h) {
    const Comparison& comparison = all[h].analysis.comparison;
    double& ratio = ratios[comparison.arm - 1];
    if (holds(null, h) && !comparison.overall_survival)
      ratio = std::max(ratio, margin_of(all[h]));
  }
  std::ranges::replace(ratios, 0.0, 1.0);
  return ratios;
}

// The false hypotheses whose mean isn't that of a true one's hazard ratio.
RejectedSet certain_beside(const Scenario& scenario, RejectedSet null) {
  const auto all = simulated_in(scenario);
  RejectedSet certain = 0;
  for (std::size_t h = 0; h < all.size(); ++h) {
    bool follows = false;
    for (std::size_t g = 0; g < all.size(); ++g)
      follows =
          follows || (holds(null, g) && compare_the_same(all[g], all[h]) &&
                      margin_of(all[g]) < margin_of(all[h]));
    if (!holds(null, h) && !follows) certain |= RejectedSet{1} << h;
  }
  return certain;
}

// One set of true null hypotheses.
struct Setting {
  RejectedSet null;
  RejectedSet certain;
  std::uint64_t errors = 0;
};

using Trials = std::map<std::vector<double>, std::vector<Setting>>;

Trials trials_of(const Scenario& scenario, std::span<const RejectedSet> nulls) {
  Trials trials;
  for (const RejectedSet null : nulls)
    trials[hazard_ratios_of(scenario, null)].push_back(
        {null, certain_beside(scenario, null)});
  return trials;
}

// Counts the errors of all settings; the replicates there were, and whether
// these are all.
PowerEstimate run_trial(const Scenario& scenario, std::span<Setting> settings,
                        RunOptions run) {
  GraphDecision graph{scenario};
  std::vector<LookResult> copy;
  run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
    copy.assign(looks.begin(), looks.end());
    for (Setting& setting : settings)
      if ((graph.rejected_beside(copy, setting.certain) & setting.null) != 0)
        ++setting.errors;
  };
  return std::move(estimate_trial(scenario, run).each.front());
}

}  // namespace

std::size_t null_trials(const Scenario& scenario,
                        std::span<const RejectedSet> nulls) {
  return trials_of(scenario, nulls).size();
}

bool can_be_null(const Scenario& scenario, RejectedSet null) {
  const auto all = simulated_in(scenario);
  for (std::size_t h = 0; h < all.size(); ++h)
    for (std::size_t g = 0; g < all.size(); ++g)
      if (holds(null, h) && !holds(null, g) &&
          compare_the_same(all[g], all[h]) &&
          margin_of(all[g]) < margin_of(all[h]))
        return false;
  return true;
}

std::optional<std::array<std::size_t, 2>> without_common_null(
    const Scenario& scenario) {
  const auto numbers = simulated_hypotheses(scenario);
  for (const std::size_t a : numbers)
    for (const std::size_t b : numbers) {
      const Hypothesis& one = scenario.hypotheses[a];
      const Hypothesis& other = scenario.hypotheses[b];
      if (one.analysis.comparison.arm == other.analysis.comparison.arm &&
          margin_of(one) != 1.0 && margin_of(one) != margin_of(other) &&
          !compare_the_same(one, other))
        return std::array{a, b};
    }
  return std::nullopt;
}

std::vector<RejectedSet> all_null_sets(const Scenario& scenario) {
  const std::size_t hypotheses = simulated_hypotheses(scenario).size();
  std::vector<RejectedSet> sets;
  for (RejectedSet set = 1; set < RejectedSet{1} << hypotheses; ++set)
    if (can_be_null(scenario, set)) sets.push_back(set);
  return sets;
}

FamilywiseErrors familywise_errors(
    const Scenario& scenario, std::span<const RejectedSet> nulls,
    const std::function<RunOptions(std::uint64_t done)>& options) {
  FamilywiseErrors found;
  for (auto& [ratios, settings] : trials_of(scenario, nulls)) {
    Scenario null = without_effects(scenario, ratios);
    for (Hypothesis& hypothesis : null.hypotheses) hypothesis.also.clear();
    const PowerEstimate of =
        run_trial(null, settings, options(found.replicates));
    found.replicates += of.replicates;
    found.interrupted = of.interrupted;
    if (found.interrupted) break;
    for (const Setting& setting : settings)
      found.of.push_back(
          {setting.null, proportion_of(setting.errors, of.replicates)});
  }
  std::ranges::stable_sort(
      found.of, std::ranges::greater{},
      [](const FamilywiseError& e) { return e.error.estimate; });
  return found;
}

}  // namespace rehearse
