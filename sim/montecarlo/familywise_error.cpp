#include "rehearse/montecarlo/familywise_error.hpp"

#include <algorithm>
#include <utility>

#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/trial/hypothesis_view.hpp"

namespace rehearse {

namespace {

// One set of null hypotheses at one drift of the others.
struct Setting {
  RejectedSet null;
  double drift;
  std::vector<double> of_each;
  std::uint64_t errors = 0;
};

std::vector<Setting> settings_of(std::span<const RejectedSet> nulls,
                                 std::size_t hypotheses) {
  const RejectedSet all = (RejectedSet{1} << hypotheses) - 1;
  std::vector<Setting> settings;
  const auto add = [&](RejectedSet null, double drift) {
    Setting& setting = settings.emplace_back(Setting{null, drift, {}});
    for (std::size_t h = 0; h < hypotheses; ++h)
      setting.of_each.push_back((null >> h & 1U) != 0 ? 0.0 : drift);
  };
  for (const RejectedSet null : nulls) {
    if (null == all) add(null, 0.0);
    for (const double drift : searched_drifts)
      if (null != all) add(null, drift);
  }
  return settings;
}

}  // namespace

std::vector<RejectedSet> all_null_sets(std::size_t hypotheses) {
  std::vector<RejectedSet> sets;
  for (RejectedSet set = 1; set < RejectedSet{1} << hypotheses; ++set)
    sets.push_back(set);
  return sets;
}

FamilywiseErrors familywise_errors(const Scenario& scenario,
                                   std::span<const RejectedSet> nulls,
                                   const RunOptions& options) {
  Scenario null = without_effects(scenario);
  for (Hypothesis& hypothesis : null.hypotheses) hypothesis.also.clear();
  const std::size_t hypotheses = simulated_hypotheses(null).size();
  std::vector<Setting> settings = settings_of(nulls, hypotheses);
  GraphDecision graph{null};
  std::vector<LookResult> copy;
  RunOptions run = options;
  run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
    copy.assign(looks.begin(), looks.end());
    for (Setting& setting : settings)
      if ((graph.rejected_under(copy, setting.of_each) & setting.null) != 0)
        ++setting.errors;
  };
  const TrialEstimate trial = estimate_trial(null, run);
  FamilywiseErrors found;
  found.replicates = trial.each.front().replicates;
  found.interrupted = trial.each.front().interrupted;
  for (const RejectedSet set : nulls) {
    std::vector<Setting> of;
    std::ranges::copy_if(settings, std::back_inserter(of),
                         [&](const Setting& s) { return s.null == set; });
    const auto worst = std::ranges::max_element(of, {}, &Setting::errors);
    found.of.push_back(
        {set, worst->drift, proportion_of(worst->errors, found.replicates)});
  }
  std::ranges::stable_sort(
      found.of, std::ranges::greater{},
      [](const FamilywiseError& e) { return e.error.estimate; });
  return found;
}

}  // namespace rehearse
