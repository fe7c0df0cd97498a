#include <fmt/format.h>

#include <limits>
#include <memory>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "config/text.hpp"
#include "rehearse/report/number_text.hpp"
#include "rehearse/report/participant_rows.hpp"

namespace rehearse::cli {
namespace {

struct SimulateOptions {
  ConfigOptions config;
  std::uint64_t replicate = 0;
  std::string look;  ///< empty: the last
  Format format = Format::csv;
};

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

void run(const SimulateOptions& options, const Session& session) {
  TrialReport report;
  report.config = load(options.config, session);
  const Scenario& scenario = report.config.scenario;
  check_replicate(options, scenario);
  report.replicate = options.replicate;
  report.look = look_named(options.look, scenario.analysis.looks);
  report.trial = simulate_trial(scenario, options.replicate);
  note(session, trial_table(report));
  print(options.format == Format::csv ? participants_csv(report)
                                      : participants_json(report));
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
  add_format(*command, options->format, {Format::csv, Format::json});
  add_terminal(*command, session);
  command->footer(
      "Examples:\n"
      "  rehearse simulate trial.toml --replicate 0 > trial-0.csv\n"
      "  rehearse simulate trial.toml --replicate 17 --look interim --quiet");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
