#include <algorithm>
#include <memory>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "rehearse/report/scenario_summary.hpp"
#include "rehearse/system/file.hpp"

namespace rehearse::cli {
namespace {

constexpr std::size_t readable_width = 96;  // 80 of text, behind labels

struct CheckOptions {
  ConfigOptions config;
  Format format = Format::table;
};

void run(const CheckOptions& options, const Session& session) {
  const LoadedConfig config =
      check_config(options.config.file, options.config.overrides);
  warn(session, config.warnings);
  Screen screen = screen_of(session, standard_output);
  screen.width = std::min(screen.width, readable_width);
  print(print(scenario_summary(config), options.format, screen));
}

}  // namespace

void add_check(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "check", "Read a config: all its faults, or what was understood of it");
  const auto options = std::make_shared<CheckOptions>();
  add_config(*command, options->config);
  add_format(*command, options->format);
  add_terminal(*command, session);
  command->footer(
      "Each table of [scenarios] is checked as well; what is printed is the "
      "config as it stands.\n"
      "Examples:\n"
      "  rehearse check trial.toml\n"
      "  rehearse check trial.toml --set scenario=delayed\n"
      "  rehearse check trial.toml --set 'endpoint.control.median=\"8 "
      "months\"'");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
