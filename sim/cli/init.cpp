#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "rehearse/config/schema.hpp"
#include "rehearse/report/output_file.hpp"

namespace rehearse::cli {
namespace {

struct InitOptions {
  std::string file = "-";
  bool force = false;
};

void run(const InitOptions& options, const Session& session) {
  if (options.file == "-") return print(starter_config());
  if (std::filesystem::exists(options.file) && !options.force)
    throw IoError{ExitStatus::cannot_create,
                  fmt::format("{}: exists (it would be lost): choose another "
                              "name, or overwrite it with --force",
                              options.file)};
  write_file_atomically(options.file, starter_config());
  note(session, fmt::format("{0} is written: edit it, then 'rehearse check "
                            "{0}' and 'rehearse power {0}'\n",
                            options.file));
}

}  // namespace

void add_init(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("init", "Write a commented config to start from");
  const auto options = std::make_shared<InitOptions>();
  command->add_option("FILE", options->file, "Where to (stdout)")
      ->type_name("");
  command->add_flag("--force", options->force, "Overwrite FILE if it exists");
  command->add_flag("--quiet", session.quiet, "Nothing on stderr but errors");
  command->footer(
      "Examples:\n"
      "  rehearse init trial.toml\n"
      "  rehearse init | less");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli
