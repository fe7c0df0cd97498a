#include "cli/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/shard_option.hpp"
#include "cli/slurm.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/store/shard_command.hpp"
#include "rehearse/study/sweep.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse::cli {
namespace {

struct SweepOptions {
  ConfigOptions config;
  std::vector<std::string> vary;
  std::vector<std::string> zip;
  std::vector<std::string> reference;
  std::optional<double> precision;
  AnalyticColumn analytic = AnalyticColumn::absent;
  std::optional<ShardWish> shard;
  std::string plan;  // folder of a description; empty: none
  unsigned threads = 0;
  ProgressChoice progress = ProgressChoice::automatic;
  std::optional<std::string> out;
  SweepView view;
  SlurmOptions slurm;
};

void add_precision(CLI::App& command, std::optional<double>& precision) {
  const auto read = [&precision](const std::string& text) {
    precision = parse_typed_number(text);
    if (!precision || *precision < 1e-5 || *precision > 0.5)
      throw UsageError{fmt::format(
          "--precision: '{}' is no error of a power (from 0.00001 to 0.5): "
          "write e.g. 0.001",
          text)};
  };
  command
      .add_option_function<std::string>(
          "--precision", read,
          "Add replicates until each power is known to E: its 95% interval is "
          "no wider than 3.92 E")
      ->type_name("E");
}

void add_analytic(CLI::App& command, AnalyticColumn& analytic) {
  command.add_flag_callback(
      "--analytic", [&analytic] { analytic = AnalyticColumn::present; },
      "Add each cell's power without simulation, where there is one");
}

// Every use of the flag takes one text.
void add_texts(CLI::App& command, const std::string& flag,
               std::vector<std::string>& texts, const std::string& type,
               const std::string& help) {
  command.add_option(flag, texts, help)
      ->type_name(type)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

SweepPlan plan_of(const SweepOptions& options, const LoadedConfig& config) {
  SweepPlan plan;
  for (const std::string& text : options.vary) {
    ParsedAxis parsed = parse_axis(text);
    if (!parsed.fault.empty()) throw UsageError{"--vary: " + parsed.fault};
    plan.axes.push_back(std::move(parsed.axis));
  }
  if (options.vary.empty() && config.sweep) plan = *config.sweep;
  if (plan.axes.empty())
    throw UsageError{
        "nothing is varied: add --vary KEY=V1,V2,... or [sweep] to the config"};
  if (!options.reference.empty()) plan.reference = options.reference;
  const std::string fault = zip_axes(plan, options.zip);
  if (!fault.empty()) throw UsageError{"--zip: " + fault};
  const auto keys = sweep_keys(plan);
  for (const std::string& key : keys)
    if (std::ranges::count(keys, key) > 1)
      throw UsageError{fmt::format(
          "'{}' is varied twice (once is enough): remove one", key)};
  return plan;
}

std::filesystem::path folder_of(const std::string& out,
                                const SweepIdentity& identity) {
  if (!out.empty()) return out;
  return default_run_folder(identity.trial, "sweep", identity_sha256(identity));
}

void end_unfinished(bool has_folder, Session& session) {
  end_interrupted(session,
                  has_folder
                      ? "sweep: interrupted; finished cells are kept: start it "
                        "again to go on"
                      : "sweep: interrupted (no file was written): start it "
                        "again, with --out DIR to keep what is finished");
}

// How the sweep is split into tasks, by what it takes on this machine.
void write_tasks(const SweepOptions& options, const SweepRequest& request,
                 const Sweep& sweep, const Stopwatch& watch,
                 const StudyRun& study, Session& session) {
  RunRecord reading;
  watch.record(reading);
  auto cost = measure_cost(sweep, request, study);
  if (!cost) return end_unwritten("sweep", session);
  cost->cell = reading.cpu_seconds / static_cast<double>(sweep.cells.size());
  const auto folder = std::filesystem::absolute(options.slurm.folder);
  write_file_atomically(folder / "sweep.json", identity_json(sweep.identity));
  write_slurm(options.slurm,
              split_sweep(sweep, *cost, 60.0 * options.slurm.task_minutes,
                          std::max(1U, options.threads)),
              options.threads, {"--plan", folder.lexically_normal().string()},
              session);
}

SweepRequest request_of(const SweepOptions& options, const Session& session) {
  SweepRequest request{
      plan_of(options, load(options.config, session)), options.precision,
      options.analytic,
      shard_of(options.shard.value_or(ShardWish{1, 1}), process_environment())};
  if (request.shard.count > 1 && options.out.value_or("").empty())
    throw UsageError{
        "--shard: a share needs a folder (its cells are merged later): add "
        "--out DIR"};
  if (!options.plan.empty()) request.plan_made = read_identity(options.plan);
  return request;
}

void run(const SweepOptions& options, Session& session) {
  const Stopwatch watch;
  const bool for_slurm = !options.slurm.folder.empty();
  if (for_slurm) prepare_slurm(options.slurm, options.config.file);
  ProgressDisplay display{options.progress, session};
  const StudyRun study = study_run(options.threads, display, session);
  const SweepRequest request = request_of(options, session);
  const Sweep sweep = read_sweep(request, reader_of(options.config), study);
  check_view(options.view, sweep.identity);
  if (for_slurm)
    return write_tasks(options, request, sweep, watch, study, session);
  std::optional<SweepFolder> folder;
  if (options.out)
    folder.emplace(folder_of(*options.out, sweep.identity), sweep.identity,
                   sweep.resolved_toml);
  if (folder && request.shard.count > 1)
    write_shard_command(folder->run().path(), session.arguments);
  const auto rows =
      study_sweep(sweep, request, study, folder ? &*folder : nullptr);
  display.erase();
  if (!rows) return end_unfinished(folder.has_value(), session);
  std::string csv = sweep_header(sweep.identity.keys, options.analytic);
  for (const auto& [number, text] : *rows) csv += text;
  if (folder && request.shard.count == 1) {
    write_tables(*folder, csv, sweep.identity,
                 record_of(sweep.identity.seed, sweep.identity.config_sha256,
                           options.threads, watch, session));
  }
  print(view_text(options.view, csv, sweep.identity));
  if (folder) note(session, "results are in " + folder->run().text() + "/\n");
}

constexpr const char* sweep_footer =
    "With --out each finished cell is kept; the same command goes on where "
    "it was ended.\n"
    "'scenario' is a key like others: its values are the names of "
    "[scenarios], and base, the config as it stands. [scenarios.NAME] holds "
    "keys that are laid over the config one by one. What a key stands "
    "instead of goes (periods remove hazard_ratio, another distribution all "
    "parameters), a list is replaced, and without = [\"KEY\"] leaves keys "
    "out; --set and other varied keys are put over the scenario.\n"
    "A key that is --set or varied as a table replaces the whole table: "
    "--vary \"endpoint.effect={hazard_ratio=0.6},{periods=[...]}\".\n"
    "Examples:\n"
    "  rehearse sweep trial.toml --vary scenario=base,delayed --vary "
    "trial.participants=200,246\n"
    "  rehearse sweep trial.toml --out sweep --vary "
    "endpoint.effect.hazard_ratio=0.5:0.7:0.05\n"
    "  rehearse sweep trial.toml --vary \"endpoint.control.median=6 months,7 "
    "months\" --vary trial.participants=200,246 --rows "
    "endpoint.control.median --columns trial.participants\n"
    "  rehearse sweep trial.toml --vary \"analysis.test=logrank,fh(0,1)\" "
    "--shard 1/3 --out part1\n"
    "  rehearse sweep trial.toml --vary "
    "endpoint.effect.hazard_ratio=0.5:0.7:0.001 --slurm tasks";

void add_shares(CLI::App& command, SweepOptions& options) {
  add_shard(command, options.shard,
            "Compute the I-th of N shares of the cells");
  command
      .add_option("--plan", options.plan,
                  "DIR/sweep.json describes the sweep, as --slurm DIR wrote "
                  "it: cells of other shares aren't read, and without "
                  "--reference its reference is the sweep's")
      ->type_name("DIR")
      ->needs("--shard");
}

}  // namespace

void add_sweep(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "sweep", "Power over a grid of assumptions, on the same random numbers");
  const auto options = std::make_shared<SweepOptions>();
  add_config(*command, options->config);
  add_texts(*command, "--vary", options->vary, "KEY=V1,V2,... ...",
            "Values of one key, or LO:HI:STEP; repeatable, keys are crossed");
  add_texts(*command, "--zip", options->zip, "KEY ...",
            "A varied key that moves together with the other zipped ones");
  add_texts(*command, "--reference", options->reference, "KEY=VALUE ...",
            "The cell with which all are compared (default: the config's own "
            "values where they are varied, else the first)");
  add_precision(*command, options->precision);
  add_analytic(*command, options->analytic);
  add_shares(*command, *options);
  add_threads(*command, options->threads);
  add_simd(*command);
  add_view(*command, options->view);
  add_out(*command, options->out, session);
  add_slurm(*command, options->slurm);
  add_progress(*command, options->progress);
  add_terminal(*command, session);
  command->footer(sweep_footer);
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
