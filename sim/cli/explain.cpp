// What a key or a command means.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/usage.hpp"
#include "rehearse/config/key_reference.hpp"
#include "rehearse/config/key_report.hpp"

namespace rehearse::cli {
namespace {

struct ExplainOptions {
  std::string what;
  Format format = Format::table;
};

bool is_command(const CLI::App& app, const std::string& name) {
  return std::ranges::any_of(app.get_subcommands({}), [&](const CLI::App* one) {
    return one->get_name() == name;
  });
}

// A command's word is taken for the command: its help says the most.
void explain(const CLI::App& app, const ExplainOptions& options,
             const Session& session) {
  if (is_command(app, options.what))
    return print(help_text(*app.get_subcommand(options.what)));
  const std::vector<KeyEntry> keys =
      options.what.empty() ? std::vector<KeyEntry>{} : find_keys(options.what);
  if (keys.empty())
    throw UsageError{fmt::format(
        "'{}' is neither a command nor a key of a config{}: `rehearse keys` "
        "lists the keys",
        options.what, nearest_key(options.what))};
  show(explanation(keys), options.format, session);
}

}  // namespace

void add_explain(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "explain", "What a key of a config, or a command, means");
  const auto options = std::make_shared<ExplainOptions>();
  command
      ->add_option("WHAT", options->what,
                   "A key, as a path (analysis.looks.events) or the end of one "
                   "(events), or a command")
      ->required()
      ->type_name("");
  add_format(*command, options->format);
  add_terminal(*command, session);
  hide(*command, {"--quiet"});
  command->footer(
      "Examples:\n"
      "  rehearse explain analysis.looks.events\n"
      "  rehearse explain enrolment       a table, with all that it holds\n"
      "  rehearse explain power");
  command->callback(
      [&app, options, &session] { explain(app, *options, session); });
}

void add_keys(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("keys", "Every key of a config: the reference");
  const auto format = std::make_shared<Format>(Format::table);
  add_format(*command, *format);
  add_terminal(*command, session);
  hide(*command, {"--quiet"});
  command->footer(
      "Examples:\n"
      "  rehearse keys | less\n"
      "  rehearse keys --format html > keys.html\n"
      "'rehearse explain KEY' says more of one.");
  command->callback(
      [format, &session] { show(keys_report(), *format, session); });
}

}  // namespace rehearse::cli
