#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/shell_word.hpp"
#include "rehearse/config/schema.hpp"
#include "rehearse/store/output_file.hpp"

namespace rehearse::cli {
namespace {

struct InitOptions {
  std::string file = "-";
  bool force = false;
};

void run(const InitOptions& options, const Session& session) {
  if (options.file == "-") return print(starter_config());
  const std::filesystem::path file = options.file;
  const Existing existing =
      existing_of(file, options.force, "it would be lost");
  const bool json = file.extension() == ".json";
  write_file_atomically(file,
                        starter_config(json ? Dialect::json : Dialect::toml),
                        Access::common, existing);
  const std::string word = shell_word(options.file);
  note(session, fmt::format("{} is written{}: edit it, then\n"
                            "  rehearse check {}\n"
                            "  rehearse power {}\n",
                            options.file,
                            json ? " (JSON has no comments: 'rehearse init' "
                                   "prints the TOML with what each key means)"
                                 : "",
                            word, word));
}

}  // namespace

void add_init(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("init", "Write a commented config to start from");
  const auto options = std::make_shared<InitOptions>();
  command
      ->add_option("FILE", options->file,
                   "Where to (stdout); JSON if its name ends in .json")
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
