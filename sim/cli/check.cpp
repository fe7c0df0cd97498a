#include <memory>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "rehearse/report/scenario_summary.hpp"

namespace rehearse::cli {

void add_check(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "check", "Read a config: all its faults, or what was understood of it");
  const auto options = std::make_shared<ConfigOptions>();
  add_config(*command, *options);
  add_terminal(*command, session);
  command->footer(
      "Each table of [scenarios] is checked as well; what is printed is the "
      "config as it stands.\n"
      "Examples:\n"
      "  rehearse check trial.toml\n"
      "  rehearse check trial.toml --set scenario=delayed\n"
      "  rehearse check trial.toml --set 'endpoint.control.median=\"8 "
      "months\"'");
  command->callback([options, &session] {
    const LoadedConfig config = check_config(options->file, options->overrides);
    warn(session, config.warnings);
    print(fitted(scenario_summary(config)));
  });
}

}  // namespace rehearse::cli
