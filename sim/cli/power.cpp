#include "cli/power.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <thread>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/replicate_file.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/study/power.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse::cli {
namespace {

unsigned thread_count(const PowerOptions& options) {
  return options.threads > 0
             ? options.threads
             : std::max(1U, std::thread::hardware_concurrency());
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
  const TrialConfig config = load(options.config, session);
  const auto folder = run_folder(options.out, "power", config);
  std::optional<ReplicateFile> rows;
  ReplicateSink each;
  if (!options.replicate_data.empty()) {
    rows.emplace(options.replicate_data, config.scenario);
    each = [&rows](std::uint64_t replicate, std::span<const LookResult> looks) {
      rows->add(replicate, looks);
    };
  }
  ProgressDisplay display{options.progress, session};
  const PowerReport report = study_power(
      config, study_run(thread_count(options), display, session), each);
  display.erase();
  if (rows) rows->check();
  if (is_interrupted(report)) return end_interrupted(report, options, session);
  if (rows) rows->commit();

  // Shown first: a folder that can't be written takes no result with it.
  show_power(report, options, session);
  warn(session, power_warnings(report.estimate));
  if (folder)
    write_run(*folder, thread_count(options), report.config,
              files_of(report_of(report), report.config), watch, session);
  if (options.required)
    check_gate(report.estimate.power, *options.required, session);
}

}  // namespace rehearse::cli
