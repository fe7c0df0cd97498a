#include <fmt/format.h>

#include <array>
#include <limits>
#include <memory>

#include "cli/calibrate.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/stopwatch.hpp"
#include "config/text.hpp"
#include "rehearse/report/number_text.hpp"
#include "rehearse/report/run_folder.hpp"
#include "rehearse/report/trial_report.hpp"

namespace rehearse::cli {
namespace {

struct SimulateOptions {
  ConfigOptions config;
  std::uint64_t replicate = 0;
  std::string look;  ///< empty: the last
  TrialTable table = TrialTable::participants;
  Format format = Format::csv;
  std::optional<std::string> out;
};

constexpr std::array tables{TrialTable::participants, TrialTable::visits,
                            TrialTable::adtte};

std::size_t look_named(const std::string& name,
                       const std::vector<Look>& looks) {
  if (name.empty()) return looks.size() - 1;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    if (looks[i].name == name) return i;
    names.push_back(looks[i].name);
  }
  throw UsageError{fmt::format("--look: the config has no look '{}'{}", name,
                               config::suggestion(name, names))};
}

void check_replicate(const SimulateOptions& options, const Scenario& scenario) {
  if (options.replicate < scenario.replicates) return;
  throw UsageError{fmt::format(
      "--replicate: {} is not in the run (its {} replicates are numbered from "
      "0): ask for at most {}, or raise --replicates",
      options.replicate, grouped_text(scenario.replicates),
      scenario.replicates - 1)};
}

void check_table(const SimulateOptions& options, const Scenario& scenario) {
  if (options.table != TrialTable::visits || scenario.review) return;
  throw UsageError{
      "--table visits: the config has no visits (events are seen when they "
      "happen): add [assessment] to it, or ask for participants or adtte"};
}

std::vector<RunFile> files_of(const TrialReport& report) {
  std::vector<RunFile> files;
  for (const TrialTable table : tables)
    if (table != TrialTable::visits || report.trial.review)
      files.push_back(
          {fmt::format("{}.csv", table_name(table)), trial_csv(report, table)});
  files.push_back(
      {"summary.json", trial_json(report, TrialTable::participants)});
  files.push_back({"config.resolved.toml", report.config.resolved_toml});
  return files;
}

void write_folder(const std::filesystem::path& folder,
                  const TrialReport& report, const Stopwatch& watch,
                  const Session& session) {
  RunRecord record{session.command_line, report.config.seed_text,
                   report.config.sha256, 1};
  watch.record(record);
  write_run_folder(folder, record, files_of(report));
  // Nor is another trial's left beside these.
  std::error_code ignored;
  if (!report.trial.review)
    std::filesystem::remove(folder / "visits.csv", ignored);
  note(session, "results are in " + folder.string() + "/\n");
}

void run(const SimulateOptions& options, Session& session) {
  const Stopwatch watch;
  TrialReport report;
  report.config = load(options.config, session);
  const Scenario& scenario = report.config.scenario;
  check_replicate(options, scenario);
  check_table(options, scenario);
  report.replicate = options.replicate;
  report.look = look_named(options.look, scenario.analysis.looks);
  const auto folder = run_folder(options.out, "simulate", report.config);
  if (folder) make_folder(*folder);
  const auto calibration = calibrate_config(report.config.scenario,
                                            report.config.sha256, 0, session);
  if (calibration && calibration->interrupted) {
    session.status = ExitStatus::interrupted;
    return print_error("rehearse simulate: interrupted: start it again\n");
  }
  report.trial = simulate_trial(scenario, options.replicate, report.look);
  note(session, trial_table(report));
  print(options.format == Format::csv ? trial_csv(report, options.table)
                                      : trial_json(report, options.table));
  if (folder) write_folder(*folder, report, watch, session);
}

void add_table(CLI::App& command, TrialTable& wanted) {
  const auto read = [&wanted](const std::string& text) {
    std::vector<std::string_view> names;
    for (const TrialTable table : tables) {
      names.emplace_back(table_name(table));
      if (names.back() != text) continue;
      wanted = table;
      return;
    }
    throw UsageError{fmt::format("--table: there is no table '{}'{}", text,
                                 config::suggestion(text, names))};
  };
  command
      .add_option_function<std::string>(
          "--table", read,
          "What goes to stdout (participants); visits: of a config with "
          "[assessment]")
      ->type_name("participants|visits|adtte");
}

}  // namespace

void add_simulate(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "simulate", "One replicate of a run, participant by participant");
  const auto options = std::make_shared<SimulateOptions>();
  add_config(*command, options->config);
  add_number(*command, "--replicate", options->replicate, 0,
             std::numeric_limits<std::uint64_t>::max(),
             "Which replicate of the run, from 0")
      ->required();
  command
      ->add_option("--look", options->look,
                   "The look whose data cut is shown (the last)")
      ->type_name("NAME");
  add_table(*command, options->table);
  add_format(*command, options->format, {Format::csv, Format::json});
  add_out(*command, options->out);
  add_terminal(*command, session);
  command->footer(
      "participants: time_days, event, arm and analysis_stratum are what the "
      "look's test was\nmade of. Where scans are reviewed, other rules and the "
      "other reader have columns with\ntheir name; other days are when it "
      "happens, known at the cut (cut_days) or not.\n"
      "visits: when each was, and who called progression.\n"
      "adtte: a row for each participant and endpoint, as in CDISC ADaM. AVAL "
      "is the analysed\ntime; what happens in (k - 1, k] days is on day k = "
      "ADY = ADT - STARTDT + 1. CNSR: 0\nevent, 1 no scan, 2 new therapy, 3 "
      "scans stopped, 4 missed visits, 5 lost, 6 no event.\n"
      "Examples:\n"
      "  rehearse simulate trial.toml --replicate 0 > trial-0.csv\n"
      "  rehearse simulate trial.toml --replicate 17 --look interim --quiet\n"
      "  rehearse simulate trial.toml --replicate 17 --table visits\n"
      "  rehearse simulate trial.toml --replicate 17 --out trial-17 > "
      "/dev/null");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
