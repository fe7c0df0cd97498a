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

// The course by theory is of one analysis.
void add_design(ProtocolReport& report) {
  // Theory is of what is simulated: a calibration's disease.
  const TrialConfig& config = report.power.config;
  if (!config.scenario.hypotheses.empty()) return;
  DesignReport& design = report.design.emplace();
  design.config = config;
  design.design = trial_design(config.scenario);
  if (config.scenario.prior && design.design.analytic.power)
    design.assurance = trial_assurance(config.scenario);
}

// At the last look of the analysis, or of each hypothesis. False: stopped.
bool add_survival(const StudyRun& run, ProtocolReport& report) {
  const TrialConfig& config = report.power.config;
  const auto each =
      report.power.trial
          ? std::span<const PowerEstimate>{report.power.trial->each}
          : std::span{&report.power.estimate, 1};
  std::size_t look = 0;  // of all `listed_looks`
  for (const PowerEstimate& estimate : each) {
    look += estimate.looks.size();
    auto course = survival_course(
        config, look - 1, std::min(drawn_trials, estimate.replicates),
        estimate.looks.back().analysis_time.mean, run);
    if (!course) return false;
    report.survival.push_back(std::move(*course));
  }
  return true;
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

std::optional<ProtocolReport> study_protocol(
    const LoadedConfig& config, const ConfigReader& read, const StudyRun& run,
    std::span<const RejectedSet> nulls) {
  require_simulated(config.scenario);
  ProtocolReport report{
      config, study_power(config, run, {}, nulls), {}, {}, {}};
  if (is_interrupted(report.power)) return std::nullopt;
  add_design(report);
  if (!add_survival(run, report) || !add_sensitivity(config, read, run, report))
    return std::nullopt;
  return report;
}

}  // namespace rehearse
