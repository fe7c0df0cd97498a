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
      "Examples:\n"
      "  rehearse check trial.toml\n"
      "  rehearse check trial.toml --set 'endpoint.control.median=\"8 "
      "months\"'");
  command->callback([options, &session] {
    print(scenario_summary(load(*options, session)));
  });
}

}  // namespace rehearse::cli
