#include "cli/power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "cli/commands.hpp"
#include "cli/null_option.hpp"
#include "cli/output.hpp"
#include "cli/power_shards.hpp"
#include "cli/replicate_file.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/montecarlo/graph_decision.hpp"
#include "rehearse/report/power_report.hpp"
#include "rehearse/store/power_shard.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/study/power.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"

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
    const Screen screen = screen_of(session, standard_error);
    return note(session, print(report_of(report), options.format, screen));
  }
  show(report_of(report), options.format, session);
}

void end_partial(const PowerReport& report, const PowerOptions& options,
                 Session& session) {
  const PowerEstimate& estimate = report.estimate;
  if (estimate.replicates > 0) show_power(report, options, session);
  const bool had_files = options.out || !options.replicate_data.empty();
  end_interrupted(
      session,
      fmt::format("power: interrupted after {} of {} replicates{}: start it "
                  "again for all of them",
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

void run_whole(const PowerOptions& options, const TrialConfig& config,
               const Stopwatch& watch, Session& session) {
  if (!options.null.empty() && options.format == Format::csv)
    throw UsageError{
        "--null: CSV has a row for each look (the familywise error isn't one): "
        "choose another --format"};
  const auto nulls = null_sets(options.null, config.scenario);
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
      config, study_run(thread_count(options), display, session), each, nulls);
  display.erase();
  if (rows) rows->check();
  if (is_interrupted(report)) return end_partial(report, options, session);
  if (rows) rows->commit();

  // Shown first: a folder that can't be written takes no result with it.
  show_power(report, options, session);
  warn(session, power_warnings(report));
  if (folder)
    write_run(*folder, thread_count(options), report.config,
              files_of(report_of(report), report.config), watch, session,
              {power_part_name, power_shard_name, begun_part_name});
  if (options.required)
    check_gate(report.estimate.power, *options.required, session);
}

}  // namespace

void run_power(const PowerOptions& options, Session& session) {
  const Stopwatch watch;
  const bool for_slurm = !options.slurm.folder.empty();
  if (for_slurm) prepare_slurm(options.slurm, options.config.file);
  const TrialConfig config = load(options.config, session);
  require_simulated(config.scenario);
  if (for_slurm) return write_power_tasks(options, config, session);
  // One share of one is a share too: it is merged as others are.
  if (options.shard)
    return run_power_shard(options, config,
                           shard_of(*options.shard, process_environment()),
                           session);
  run_whole(options, config, watch, session);
}

}  // namespace rehearse::cli
