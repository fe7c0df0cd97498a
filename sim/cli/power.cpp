#include "cli/power.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <thread>

#include "cli/calibrate.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/replicate_file.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse::cli {
namespace {

unsigned thread_count(const PowerOptions& options) {
  return options.threads > 0
             ? options.threads
             : std::max(1U, std::thread::hardware_concurrency());
}

std::vector<PowerEstimate> simulate(const PowerOptions& options,
                                    const Scenario& scenario,
                                    const Session& session,
                                    ReplicateFile* rows) {
  ProgressDisplay display{options.progress, session, scenario.replicates};
  RunOptions run;
  run.threads = thread_count(options);
  run.stop = &catch_interrupts();
  run.progress = [&](std::uint64_t done) { display.update(done); };
  if (rows != nullptr)
    run.each_replicate = [rows](std::uint64_t replicate,
                                std::span<const LookResult> looks) {
      rows->add(replicate, looks);
    };
  auto estimates = estimate_powers(scenario, analysis_plans(scenario), run);
  display.update(estimates.front().replicates);
  return estimates;
}

std::optional<ReadingCost> cost_of_reading(const PowerOptions& options,
                                           const Scenario& scenario) {
  RunOptions run;
  run.threads = thread_count(options);
  run.stop = &catch_interrupts();
  return reading_cost(scenario, run);
}

// The replicates may have stdout for themselves.
void show_power(const PowerReport& report, const PowerOptions& options,
                const Session& session) {
  if (options.replicate_data == "-") {
    const Screen screen = screen_of(session, STDERR_FILENO);
    return note(session, print(report_of(report), options.format, screen));
  }
  show(report_of(report), options.format, session);
}

void end_interrupted(const PowerReport& report, const PowerOptions& options,
                     Session& session) {
  session.status = ExitStatus::interrupted;
  const PowerEstimate& estimate = report.estimate;
  if (estimate.replicates > 0) show_power(report, options, session);
  const bool had_files = options.out || !options.replicate_data.empty();
  print_error(fmt::format(
      "rehearse power: interrupted after {} of {} replicates{}: start it again "
      "for all of them\n",
      grouped_text(estimate.replicates),
      grouped_text(report.config.scenario.replicates),
      had_files ? " (no file was written)" : ""));
}

void check_gate(const Proportion& power, double required, Session& session) {
  if (power.estimate >= required) return;
  session.status = ExitStatus::gate_not_met;
  print_error(fmt::format(
      "rehearse power: power {} is below the required {} (95% interval {} to "
      "{})\n",
      exact_text(power.estimate), exact_text(required),
      exact_text(power.ci95[0]), exact_text(power.ci95[1])));
}

}  // namespace

void run_power(const PowerOptions& options, Session& session) {
  const Stopwatch watch;
  PowerReport report;
  report.config = load(options.config, session);
  const TrialConfig& config = report.config;
  const auto folder = run_folder(options.out, "power", config);
  if (folder) make_folder(*folder);  // before the work, not after it
  report.calibration =
      calibrate_config(report.config.scenario, report.config.sha256,
                       thread_count(options), options.progress, session);
  if (report.calibration && report.calibration->interrupted)
    return end_interrupted(report, options, session);
  report.analytic = analytic_power(config.scenario);
  report.also_analytic = also_analytic_power(config.scenario);
  std::optional<ReplicateFile> rows;
  if (!options.replicate_data.empty())
    rows.emplace(options.replicate_data, config.scenario);

  auto estimates =
      simulate(options, config.scenario, session, rows ? &*rows : nullptr);
  take_estimates(std::move(estimates), report);
  if (rows) rows->check();
  if (report.estimate.interrupted)
    return end_interrupted(report, options, session);
  if (report.other_reader)
    report.reading_cost = cost_of_reading(options, config.scenario);
  if (report.other_reader && !report.reading_cost)
    return end_interrupted(report, options, session);

  if (rows) rows->commit();
  // Shown first: a folder that can't be written takes no result with it.
  show_power(report, options, session);
  warn(session, power_warnings(report.estimate));
  if (folder) {
    RunRecord record{session.command_line, config.seed_text, config.sha256,
                     thread_count(options)};
    watch.record(record);
    write_run_folder(*folder, record,
                     files_of(report_of(report), report.config));
  }
  if (folder) note(session, "results are in " + folder->string() + "/\n");
  if (options.required)
    check_gate(report.estimate.power, *options.required, session);
}

}  // namespace rehearse::cli
