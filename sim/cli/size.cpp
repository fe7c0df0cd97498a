#include <fmt/format.h>
#include <unistd.h>

#include <memory>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/report/run_folder.hpp"
#include "rehearse/report/scenario_summary.hpp"
#include "rehearse/report/size_report.hpp"

namespace rehearse::cli {
namespace {

struct SizeOptions {
  ConfigOptions config;
  std::optional<double> power;
  std::optional<SolveFor> solve;
  Format format = Format::table;
  std::optional<std::string> out;
};

std::string report_text(const SizeReport& report, Format format,
                        const Screen& screen) {
  switch (format) {
    case Format::table:
      return size_table(report, screen);
    case Format::json:
      return size_json(report);
    case Format::csv:
      return size_csv(report);
    case Format::md:
      return size_markdown(report);
  }
  return "";
}

SizeReport solved(const SizeOptions& options, LoadedConfig config) {
  const Scenario& scenario = config.scenario;
  const double power = options.power.value_or(scenario.analysis.futility.power);
  const SolveFor solve = options.solve.value_or(scenario.solve);
  const auto answer = solve_size(scenario, power, solve);
  if (const auto* fault = std::get_if<NoSize>(&answer))
    throw ConfigError{{{"", describe(*fault, power, scenario), "", 0}}};
  const TrialSize size = std::get<TrialSize>(answer);
  return size_report(std::move(config), power, solve, size);
}

void run(const SizeOptions& options, Session& session) {
  const Stopwatch watch;
  LoadedConfig config = load(options.config, session);
  if (config.scenario.analysis.test != SurvivalTest{})
    warn(session, {{"",
                    "the size is the log-rank's, not that of analysis.test "
                    "(which has no formula here): simulate with `rehearse "
                    "power`",
                    "", 0}});
  warn(session, theory_warnings(config.scenario));
  const auto folder = run_folder(options.out, "size", config);
  if (folder) make_folder(*folder);
  const SizeReport report = solved(options, std::move(config));
  print(report_text(report, options.format, screen_of(session, STDOUT_FILENO)));
  if (!folder) return;
  RunRecord record{session.command_line, report.config.seed_text,
                   report.config.sha256, 1};
  watch.record(record);
  write_run_folder(*folder, record,
                   {{"summary.json", size_json(report)},
                    {"table.csv", size_csv(report)},
                    {"table.md", size_markdown(report)},
                    {"config.resolved.toml", report.config.resolved_toml}});
  note(session, "results are in " + folder->string() + "/\n");
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
  hide(*command, {"--seed", "--replicates"});
  add_probability(*command, "--power", options->power,
                  "The power wanted (analysis.futility.power, 0.9)");
  add_solve(*command, options->solve);
  add_format(*command, options->format,
             {Format::table, Format::json, Format::csv, Format::md});
  add_out(*command, options->out);
  add_terminal(*command, session);
  command->footer(
      "What stays: with events or follow-up the participants and their "
      "enrolment; with\nparticipants how long enrolment takes and when the "
      "last look is expected; with rate the\nparticipants and that time. "
      "Interim looks keep their fraction of the events.\n"
      "Examples:\n"
      "  rehearse size trial.toml --power 0.9\n"
      "  rehearse size trial.toml --power 0.8 --solve events\n"
      "  rehearse size trial.toml --power 0.9 --set "
      "endpoint.effect.hazard_ratio=0.65 --format json");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
