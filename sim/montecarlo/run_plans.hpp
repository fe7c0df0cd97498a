#pragma once

#include <span>
#include <vector>

#include "rehearse/montecarlo/joint_estimate.hpp"
#include "rehearse/montecarlo/power_estimate.hpp"
#include "rehearse/montecarlo/switching_estimate.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// The analyses of a run, of which a graph joins the first ones.
struct RunPlans {
  std::vector<AnalysisPlan> analyses;
  std::size_t joined = 0;
};

/// Its hypotheses and what is asked for of switching, or `analysis_plans`.
[[nodiscard]] RunPlans run_plans(const Scenario& scenario);

/// Puts the looks' names, planned events and bounds into estimates.
void add_plans(const Scenario& scenario, std::span<const AnalysisPlan> analyses,
               std::vector<PowerEstimate>& estimates);

[[nodiscard]] TrialEstimate trial_of(const Scenario& scenario,
                                     const RunPlans& plans,
                                     std::vector<PowerEstimate> estimates,
                                     const RejectedSets& rejected,
                                     const Moments& end,
                                     const SwitchingTally& switching);

}  // namespace rehearse
