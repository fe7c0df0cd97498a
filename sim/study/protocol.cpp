#include "rehearse/study/protocol.hpp"

#include <algorithm>

#include "rehearse/design/trial_assurance.hpp"
#include "rehearse/report/sweep_report.hpp"
#include "rehearse/study/power.hpp"
#include "rehearse/study/sweep.hpp"
#include "survival_course.hpp"

namespace rehearse {
namespace {

// Enough for limits that are seen, few enough for a second.
constexpr std::uint64_t drawn_trials = 200;

void refuse_hypotheses(const Scenario& scenario) {
  if (scenario.hypotheses.empty()) return;
  throw RequestError{
      "the config has [[hypotheses]] (a report is of one): leave them out, or "
      "use `rehearse power --format md` and `rehearse design --format md`"};
}

// False: stopped.
bool add_sensitivity(const LoadedConfig& config, const ConfigReader& read,
                     const StudyRun& run, ProtocolReport& report) {
  if (!config.sweep) return true;
  const SweepRequest request{*config.sweep, {}, AnalyticColumn::absent, {}};
  const Sweep sweep = read_sweep(request, read, run);
  const auto rows = study_sweep(sweep, request, run, nullptr);
  if (!rows) return false;
  std::string csv = sweep_header(sweep.identity.keys, request.analytic);
  for (const auto& [number, text] : *rows) csv += text;
  report.sensitivity = report_of(sweep.identity, csv).json;
  return true;
}

}  // namespace

std::optional<ProtocolReport> study_protocol(const LoadedConfig& config,
                                             const ConfigReader& read,
                                             const StudyRun& run) {
  refuse_hypotheses(config.scenario);
  ProtocolReport report{config, study_power(config, run), {}, {}, {}};
  if (is_interrupted(report.power)) return std::nullopt;
  // Theory is of what is simulated: a calibration's disease.
  report.design.config = report.power.config;
  const Scenario& scenario = report.design.config.scenario;
  report.design.design = trial_design(scenario);
  if (scenario.prior && report.design.design.analytic.power)
    report.design.assurance = trial_assurance(scenario);
  const PowerEstimate& estimate = report.power.estimate;
  auto survival = survival_course(
      report.power.config, std::min(drawn_trials, estimate.replicates),
      estimate.looks.back().analysis_time.mean, run);
  if (!survival || !add_sensitivity(config, read, run, report))
    return std::nullopt;
  report.survival = std::move(*survival);
  return report;
}

}  // namespace rehearse
