#include "rehearse/study/size.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <thread>

#include "cli/commands.hpp"
#include "cli/named_look.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/report/scenario_summary.hpp"
#include "rehearse/report/size_report.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/study/hypotheses_size.hpp"
#include "rehearse/text/shell_word.hpp"

namespace rehearse::cli {
namespace {

struct SizeOptions {
  ConfigOptions config;
  std::optional<double> power;
  std::string hypothesis;  ///< of several; empty: the first, or `success`
  std::string success;
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

std::string first_lines(const Proportion& simulated) {
  return fmt::format(
      "# Sized by `rehearse size`: simulated power {:.4f}, standard error "
      "{:.4f}.\n\n",
      simulated.estimate, simulated.mcse);
}

std::string first_lines(const SizeReport& report) {
  if (report.simulated) return first_lines(report.simulated->answer.power);
  return fmt::format(
      "# Sized by `rehearse size`: power {:.4f} by the formula, not "
      "simulated.\n\n",
      report.rounded.power);
}

void write_config(const SizeOptions& options, const std::string& first_lines,
                  bool simulated, const LoadedConfig& sized,
                  const Session& session) {
  write_file_atomically(options.write, first_lines + sized.resolved_toml,
                        Access::common,
                        options.force ? Existing::replaced : Existing::kept);
  note(session, fmt::format("{0} is written: 'rehearse power {0}'{1}\n",
                            shell_word(options.write),
                            simulated ? " gives the same power"
                                      : " simulates its power"));
}

unsigned threads_of(const SizeOptions& options) {
  return options.threads > 0
             ? options.threads
             : std::max(1U, std::thread::hardware_concurrency());
}

constexpr const char* unfound =
    "size: interrupted before the size was found: start it again, or with "
    "fewer --replicates";

// Of whom the power is to be.
SizeTarget target_of(const SizeOptions& options, const Scenario& scenario) {
  if (!options.simulate)
    throw UsageError{
        "the config has [[hypotheses]] (whose alpha depends on each other: "
        "there is no formula): add --simulate"};
  if (!options.success.empty() && !options.hypothesis.empty())
    throw UsageError{
        "--hypothesis and --success are both given (the power is of one): keep "
        "one"};
  if (!options.success.empty()) return {options.success, false};
  return {
      scenario.hypotheses[hypothesis_named(options.hypothesis, scenario)].name,
      true};
}

void run_hypotheses(const SizeOptions& options, const LoadedConfig& config,
                    Session& session) {
  const Stopwatch watch;
  const SizeTarget target = target_of(options, config.scenario);
  check_write(options);
  const auto folder = run_folder(options.out, "size", config);
  const Scenario& asked = config.scenario;
  ProgressDisplay display{options.progress, session};
  const auto found = size_hypotheses(
      config, target, options.power.value_or(asked.analysis.futility.power),
      options.solve.value_or(asked.solve), reader_of(options.config),
      study_run(options.threads, display, session));
  if (!found) return end_interrupted(session, unfound);
  const Report result = report_of(found->size);
  show(result, options.format, session);
  if (!options.write.empty())
    write_config(options, first_lines(found->size.answer.power), true,
                 found->config, session);
  if (folder)
    write_run(*folder, threads_of(options), config, files_of(result, config),
              watch, session);
}

void run(const SizeOptions& options, Session& session) {
  const Stopwatch watch;
  LoadedConfig config = load(options.config, session);
  if (!config.scenario.hypotheses.empty())
    return run_hypotheses(options, config, session);
  if (!options.hypothesis.empty() || !options.success.empty())
    throw UsageError{fmt::format(
        "{}: the config has no [[hypotheses]] (its power is of one analysis): "
        "leave it out",
        options.success.empty() ? "--hypothesis" : "--success")};
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
    if (!found) return end_interrupted(session, unfound);
    report.simulated = std::move(found->simulation);
    sized = std::move(found->config);
  }
  const Report result = report_of(report);
  show(result, options.format, session);
  if (!options.write.empty())
    write_config(options, first_lines(report), report.simulated.has_value(),
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

// Of several hypotheses.
void add_target(CLI::App& command, SizeOptions& options) {
  command
      .add_option("--hypothesis", options.hypothesis,
                  "Of several, with --simulate: whose power (the first's)")
      ->type_name("NAME");
  command
      .add_option("--success", options.success,
                  "The same: the power of \"any\", \"all\" or a success that "
                  "multiplicity.success names")
      ->type_name("NAME");
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
  add_target(*command, *options);
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
      "fewer falls\nshort, on the same random numbers. Of several hypotheses "
      "all events grow in\nproportion, with participants (whose enrolment "
      "takes as long) or, solved for\nevents, without.\n"
      "Examples:\n"
      "  rehearse size trial.toml --power 0.9\n"
      "  rehearse size trial.toml --power 0.9 --simulate --write sized.toml\n"
      "  rehearse size trial.toml --power 0.8 --solve events\n"
      "  rehearse size pfs-os.toml --power 0.8 --simulate --success all\n"
      "  rehearse size trial.toml --power 0.9 --set "
      "endpoint.effect.hazard_ratio=0.65 --format json");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
