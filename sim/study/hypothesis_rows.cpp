#include "hypothesis_rows.hpp"

#include <numeric>

#include "rehearse/core/numbers.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/text/test_text.hpp"

namespace rehearse {

namespace {

PowerEstimate joint_estimate(const TrialEstimate& trial,
                             const Proportion& power) {
  PowerEstimate estimate;
  estimate.replicates = trial.each.front().replicates;
  estimate.interrupted = trial.each.front().interrupted;
  estimate.power = power;
  estimate.stopping_events = estimate.stopping_participants = no_distribution;
  estimate.stopping_time = no_distribution;
  estimate.stopping_time.mean = trial.end.mean;
  estimate.stopping_time.mcse = trial.end.mcse;
  LookEstimate& last = estimate.looks.emplace_back();
  last.reached.estimate = last.geometric_mean_hazard_ratio = not_a_number;
  last.analysis_time = last.z = no_distribution;
  return estimate;
}

}  // namespace

std::vector<std::string> row_names(const Scenario& scenario) {
  std::vector<std::string> names;
  if (scenario.hypotheses.empty()) {
    for (const AnalysisPlan& plan : test_plans(scenario))
      names.push_back(test_text(plan.test, TestTimes::durations));
    return names;
  }
  for (const std::size_t h : simulated_hypotheses(scenario))
    names.push_back(scenario.hypotheses[h].name);
  for (const Success& success : joint_successes(scenario))
    names.push_back(success.name);
  return names;
}

HypothesisRows::HypothesisRows(const Scenario& scenario)
    : simulated_(simulated_hypotheses(scenario)),
      successes_(joint_successes(scenario)) {
  for (const AnalysisPlan& plan : hypothesis_plans(scenario))
    look_counts_.push_back(plan.looks.size());
}

std::span<const LookResult> HypothesisRows::looks_of(
    std::size_t row, std::span<const LookResult> looks,
    LookResult& joint) const {
  if (row < look_counts_.size()) {
    const auto first =
        std::reduce(look_counts_.begin(),
                    look_counts_.begin() + static_cast<std::ptrdiff_t>(row));
    return looks.subspan(first, look_counts_[row]);
  }
  joint = {};
  const RejectedSet rejected = rejected_set(looks, look_counts_);
  if (succeeds(successes_[row - look_counts_.size()], simulated_, rejected))
    joint.stop = Stop::efficacy;
  joint.z = not_a_number;
  joint.analysis_time = trial_end(looks, look_counts_);
  return {&joint, 1};
}

std::vector<PowerEstimate> HypothesisRows::estimates(
    const TrialEstimate& trial) const {
  std::vector<PowerEstimate> rows = trial.each;
  for (const Success& success : successes_)
    rows.push_back(
        joint_estimate(trial, trial.rejected.probability([&](RejectedSet set) {
          return succeeds(success, simulated_, set);
        })));
  return rows;
}

}  // namespace rehearse
