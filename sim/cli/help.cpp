#include "cli/help.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/man_page.hpp"
#include "cli/terminal.hpp"
#include "cli/usage.hpp"
#include "cli/word_option.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/text/fitted_text.hpp"
#include "rehearse/version.hpp"

namespace rehearse::cli {
namespace {

constexpr std::size_t help_width = 80;  // where it is no terminal

std::string of_command(const CLI::App& app, const std::string& name) {
  if (name.empty()) return help_text(app);
  for (const CLI::App* command : app.get_subcommands({}))
    if (command->get_name() == name) return help_text(*command);
  throw UsageError{unknown_command(app, name)};
}

void write_man_pages(const CLI::App& app, const std::filesystem::path& folder) {
  const auto commands = folder / "man1";
  const auto files = folder / "man5";
  std::error_code failed;  // said when the first is written
  for (const auto& section : {commands, files})
    std::filesystem::create_directories(section, failed);
  write_file_atomically(commands / "rehearse.1", man_page(app));
  for (const CLI::App* command : app.get_subcommands({}))
    write_file_atomically(commands / ("rehearse-" + command->get_name() + ".1"),
                          man_page(*command));
  write_file_atomically(files / "rehearse.5", keys_man_page());
}

struct HelpOptions {
  std::string command;
  std::string man_pages;
  std::optional<Shell> shell;
};

void run(const CLI::App& app, const HelpOptions& options) {
  if (options.shell) return print(completion(app, *options.shell));
  if (!options.man_pages.empty())
    return write_man_pages(app, options.man_pages);
  print(of_command(app, options.command));
}

}  // namespace

std::string help_text(const CLI::App& app) {
  // App::help would give that of the command that is running, 'help' itself.
  const std::string text = app.get_formatter()->make_help(
      &app, name_of(app), CLI::AppFormatMode::Normal);
  return fitted_text(text, columns_of(standard_output, help_width));
}

std::string short_help(const CLI::App& app) {
  std::string text = "Usage: rehearse COMMAND …\n\n";
  for (const CLI::App* command : app.get_subcommands({}))
    text += fmt::format("  {:<10}  {}\n", command->get_name(),
                        command->get_description());
  text +=
      "\nBegin with 'rehearse init trial.toml'; 'rehearse help COMMAND' "
      "says more.\n";
  return fitted_text(text, columns_of(standard_error, help_width));
}

void add_help(CLI::App& app, Session&) {
  CLI::App* command = app.add_subcommand(
      "help", "What the program, or one of its commands, can do");
  const auto options = std::make_shared<HelpOptions>();
  command->add_option("COMMAND", options->command, "A command (all)")
      ->type_name("");
  command
      ->add_option("--man", options->man_pages,
                   "Write manual pages below this folder instead: man1 of the "
                   "commands, man5 of the config's keys")
      ->type_name("DIR");
  add_word<Shell>(*command, "--completion", options->shell,
                  "Print instead what this shell completes commands by")
      ->excludes("--man");
  command->footer(
      "Examples:\n"
      "  rehearse help power\n"
      "  source <(rehearse help --completion bash)\n"
      "  rehearse help --completion fish > "
      "~/.config/fish/completions/rehearse.fish\n"
      "  rehearse help --completion zsh > ${fpath[1]}/_rehearse");
  command->callback([&app, options] { run(app, *options); });
}

void add_version(CLI::App& app, Session&) {
  CLI::App* command =
      app.add_subcommand("version", "The program's version; see also info");
  command->callback([] { print("rehearse " REHEARSE_VERSION "\n"); });
}

}  // namespace rehearse::cli
