#include "rehearse/config/schema.hpp"

#include "cli/commands.hpp"

namespace rehearse::cli {

void add_schema(CLI::App& app, Session&) {
  CLI::App* command =
      app.add_subcommand("schema", "The JSON Schema of a config, for editors");
  command->footer("Example:\n  rehearse schema > rehearse.schema.json");
  command->callback([] { print(json_schema()); });
}

}  // namespace rehearse::cli
