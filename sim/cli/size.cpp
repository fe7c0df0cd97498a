#include "rehearse/study/size.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <thread>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/report/scenario_summary.hpp"
#include "rehearse/report/size_report.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/text/shell_word.hpp"

namespace rehearse::cli {
namespace {

struct SizeOptions {
  ConfigOptions config;
  std::optional<double> power;
  std::optional<SolveFor> solve;
  Format format = Format::table;
  std::optional<std::string> out;
  bool simulate = false;
  unsigned threads = 0;  ///< 0: all cores
  ProgressChoice progress = ProgressChoice::automatic;
  std::string write;  ///< file of the sized config; empty: none
  bool force = false;
};

// `rehearse power` of the answer, as it could be typed.
std::vector<std::string> check_command(const SizeOptions& options,
                                       const SizeReport& report) {
  std::vector<std::string> words{"rehearse", "power",
                                 shell_word(options.config.file)};
  const auto add = [&](const std::string& change) {
    words.push_back("--set " + shell_word(change));
  };
  const Overrides& asked = options.config.overrides;
  for (const std::string& change : asked.set) add(change);
  for (const std::string& change : size_changes(
           report.config.scenario, report.solve, report.size, report.rounded))
    add(change);
  if (asked.seed) words.push_back("--seed " + *asked.seed);
  if (asked.replicates) words.push_back("--replicates " + *asked.replicates);
  return words;
}

void check_write(const SizeOptions& options) {
  if (options.write.empty()) return;
  if (options.write.ends_with(".json"))
    throw UsageError{fmt::format(
        "--write: '{}' would be read as JSON (what is written is TOML): name "
        "it .toml",
        options.write)};
  (void)existing_of(options.write, options.force, "it would be lost");
}

std::string first_lines(const SizeReport& report) {
  if (report.simulated)
    return fmt::format(
        "# Sized by `rehearse size`: simulated power {:.4f}, standard error "
        "{:.4f}.\n\n",
        report.simulated->answer.power.estimate,
        report.simulated->answer.power.mcse);
  return fmt::format(
      "# Sized by `rehearse size`: power {:.4f} by the formula, not "
      "simulated.\n\n",
      report.rounded.power);
}

void write_config(const SizeOptions& options, const SizeReport& report,
                  const LoadedConfig& sized, const Session& session) {
  write_file_atomically(
      options.write, first_lines(report) + sized.resolved_toml, Access::common,
      options.force ? Existing::replaced : Existing::kept);
  note(session, fmt::format("{0} is written: 'rehearse power {0}'{1}\n",
                            shell_word(options.write),
                            report.simulated ? " gives the same power"
                                             : " simulates its power"));
}

unsigned threads_of(const SizeOptions& options) {
  return options.threads > 0
             ? options.threads
             : std::max(1U, std::thread::hardware_concurrency());
}

void end_interrupted(Session& session) {
  session.status = ExitStatus::interrupted;
  print_error(
      "rehearse size: interrupted before the size was found: start it again, "
      "or with fewer --replicates\n");
}

void run(const SizeOptions& options, Session& session) {
  const Stopwatch watch;
  LoadedConfig config = load(options.config, session);
  if (!config.scenario.hypotheses.empty())
    throw UsageError{
        "the config has [[hypotheses]] (a size is of one hypothesis at a known "
        "alpha): leave them and [multiplicity] out, with the alpha of the one "
        "that decides, and try the size found by `rehearse power`"};
  check_write(options);
  if (config.scenario.analysis.test != SurvivalTest{} && !options.simulate)
    warn(session, {{"",
                    "the size is the log-rank's, not that of analysis.test "
                    "(which has no formula here): add --simulate",
                    "", 0}});
  if (!options.simulate) warn(session, theory_warnings(config.scenario));
  const auto folder = run_folder(options.out, "size", config);
  const Scenario& asked = config.scenario;
  const double power = options.power.value_or(asked.analysis.futility.power);
  const SolveFor solve = options.solve.value_or(asked.solve);
  SizeReport report = study_size(std::move(config), power, solve);
  report.check_command = check_command(options, report);
  const ConfigReader read = reader_of(options.config);
  std::optional<LoadedConfig> sized;
  if (options.simulate) {
    ProgressDisplay display{options.progress, session};
    auto found = simulate_size(report, read,
                               study_run(options.threads, display, session));
    if (!found) return end_interrupted(session);
    report.simulated = std::move(found->simulation);
    sized = std::move(found->config);
  }
  const Report result = report_of(report);
  show(result, options.format, session);
  if (!options.write.empty())
    write_config(options, report,
                 sized ? *sized
                       : read(size_changes(report.config.scenario, report.solve,
                                           report.size, report.rounded)),
                 session);
  if (folder)
    write_run(*folder, options.simulate ? threads_of(options) : 1,
              report.config, files_of(result, report.config), watch, session);
}

void add_solve(CLI::App& command, std::optional<SolveFor>& solve) {
  const auto read = [&solve](const std::string& text) {
    for (const SolveFor one : {SolveFor::events, SolveFor::participants,
                               SolveFor::rate, SolveFor::follow_up})
      if (solve_name(one) == text) solve = one;
    if (!solve)
      throw UsageError{fmt::format(
          "--solve: '{}' is none of events, participants, rate and follow-up: "
          "write one of them",
          text)};
  };
  command
      .add_option_function<std::string>(
          "--solve", read,
          "What is left free; the rest is the config's (size.solve)")
      ->type_name("events|participants|rate|follow-up");
}

}  // namespace

void add_size(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("size", "Participants, events and time for a power");
  const auto options = std::make_shared<SizeOptions>();
  add_config(*command, options->config);
  add_probability(*command, "--power", options->power,
                  "The power wanted (analysis.futility.power, 0.9)");
  add_solve(*command, options->solve);
  command->add_flag("--simulate", options->simulate,
                    "Go on from the formula's answer to the size whose "
                    "simulated power is P");
  command
      ->add_option("--write", options->write,
                   "Write the config with the size found, as TOML")
      ->type_name("FILE");
  command->add_flag("--force", options->force, "Overwrite FILE if it exists");
  add_threads(*command, options->threads);
  add_simd(*command);
  add_progress(*command, options->progress);
  add_format(*command, options->format);
  add_out(*command, options->out, session);
  add_terminal(*command, session);
  command->footer(
      "What stays: with events or follow-up the participants and their "
      "enrolment; with\nparticipants how long enrolment takes (other programs "
      "keep the rate) and when the\nlast look is expected; with rate the "
      "participants and that time, or the follow-up\nof a last look that is "
      "timed by it. Interim looks keep their fraction of the events.\n"
      "--simulate ends where the simulated power is P or more and one event "
      "fewer falls\nshort, on the same random numbers.\n"
      "Examples:\n"
      "  rehearse size trial.toml --power 0.9\n"
      "  rehearse size trial.toml --power 0.9 --simulate --write sized.toml\n"
      "  rehearse size trial.toml --power 0.8 --solve events\n"
      "  rehearse size trial.toml --power 0.9 --set "
      "endpoint.effect.hazard_ratio=0.65 --format json");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
