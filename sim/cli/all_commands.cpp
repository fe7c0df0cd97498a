#include "cli/analyze.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "rehearse/version.hpp"

namespace rehearse::cli {

void add_commands(CLI::App& app, Session& session) {
  app.allow_windows_style_options(false);  // on Windows: /path is no flag
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", "rehearse " REHEARSE_VERSION);
  add_power(app, session);
  add_sweep(app, session);
  add_merge(app, session);
  add_table(app, session);
  add_design(app, session);
  add_size(app, session);
  add_compare(app, session);
  add_randomize(app, session);
  add_simulate(app, session);
  add_analyze(app, session);
  add_forecast(app, session);
  add_report(app, session);
  add_check(app, session);
  add_schema(app, session);
  add_init(app, session);
  add_info(app, session);
  add_keygen(app, session);
  add_open(app, session);
  add_explain(app, session);
  add_keys(app, session);
  add_verify(app, session);
  add_qualify(app, session);
  add_help(app, session);
  add_version(app, session);
  app.footer(
      "Examples:\n"
      "  rehearse init trial.toml\n"
      "  rehearse power trial.toml\n"
      "'rehearse help COMMAND' says more.\n"
      "\n"
      "Exit statuses: 0 done, 1 a gate was not met, 64 usage, 65 bad data, 66 "
      "input missing, 69 a program is missing, 70 a bug, 71 memory exhausted, "
      "73 and 74 output cannot "
      "be "
      "written, 75 interrupted, 78 bad config.");
}

}  // namespace rehearse::cli
