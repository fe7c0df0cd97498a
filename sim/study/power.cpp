#include "rehearse/study/power.hpp"

#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/study/calibrate_config.hpp"

namespace rehearse {

PowerReport study_power(TrialConfig config, const StudyRun& run,
                        const ReplicateSink& each) {
  PowerReport report;
  report.config = std::move(config);
  Scenario& scenario = report.config.scenario;
  report.calibration = calibrate_config(scenario, report.config.sha256, run);
  if (is_interrupted(report)) return report;
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

bool is_interrupted(const PowerReport& report) {
  return (report.calibration && report.calibration->interrupted) ||
         report.estimate.interrupted ||
         (report.other_reader && !report.reading_cost);
}

}  // namespace rehearse
