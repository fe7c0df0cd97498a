#include "rehearse/study/power.hpp"

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
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
  state.replicates = scenario.replicates * (nulls.empty() ? 1 : 2);
  run.show(state);
  RunOptions options = run.options(state);
  options.each_replicate = each;
  report.trial = estimate_trial(scenario, options);
  report.estimate = report.trial->each.front();
  state.done = report.estimate.replicates;
  run.show(state);
  if (nulls.empty() || report.estimate.interrupted) return;
  report.familywise = familywise_errors(scenario, nulls, run.options(state));
  state.done += report.familywise->replicates;
  run.show(state);
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
  report.enrolment = enrolment_by_sites(scenario, scenario.replicates);
  if (!scenario.hypotheses.empty()) {
    study_hypotheses(report, run, each, nulls);
    return report;
  }
  report.analytic = analytic_power(scenario);
  report.also_analytic = also_analytic_power(scenario);

  ProgressState state;
  state.replicates = scenario.replicates;
  run.show(state);
  RunOptions options = run.options(state);
  options.each_replicate = each;
  auto estimates = estimate_powers(scenario, analysis_plans(scenario), options);
  state.done = estimates.front().replicates;
  run.show(state);
  take_estimates(std::move(estimates), report);
  if (report.other_reader && !report.estimate.interrupted) {
    options = {};
    options.threads = run.telling_threads();
    options.stop = run.stop;
    report.reading_cost = reading_cost(scenario, options);
  }
  return report;
}

void require_simulated(const Scenario& scenario) {
  if (scenario.hypotheses.empty() || !simulated_hypotheses(scenario).empty())
    return;
  throw RequestError{
      "every hypothesis of the config is external (there is nothing to "
      "simulate): give one another endpoint, or use `rehearse design`"};
}

bool is_interrupted(const PowerReport& report) {
  return (report.calibration && report.calibration->interrupted) ||
         report.estimate.interrupted ||
         (report.familywise && report.familywise->interrupted) ||
         (report.other_reader && !report.reading_cost);
}

}  // namespace rehearse
