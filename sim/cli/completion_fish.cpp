#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command_words.hpp"
#include "cli/completion.hpp"

namespace rehearse::cli {
namespace {

std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + '\'';
}

// How an option, or an argument, is to be completed; 'fish' completes files by
// itself.
std::string fish_action(const ArgumentWords& one) {
  switch (one.takes) {
    case Takes::nothing:
      return "";
    case Takes::text:
      return " -x";
    case Takes::words:
      return fmt::format(" -x -a '{}'", fmt::join(one.words, " "));
    case Takes::file:
      return " -r -F";
    case Takes::folder:
      return " -x -a '(__fish_complete_directories)'";
    case Takes::command:
      return " -x -a '$__rehearse_commands'";
    case Takes::key:
      return " -x -a '$__rehearse_keys'";
    case Takes::key_value:
      return " -x -a '(printf \"%s=\\n\" $__rehearse_keys)'";
    case Takes::topic:
      return " -x -a '$__rehearse_commands $__rehearse_keys'";
  }
  return "";
}

std::string option_text(const ArgumentWords& one, const std::string& start) {
  std::string text;
  for (const std::string& name : one.names) {
    const bool may_stand_alone = one.value_optional;
    text += fmt::format("{} -l {} -d {}{}\n", start, name.substr(2),
                        fish_quoted(one.description),
                        may_stand_alone ? "" : fish_action(one));
  }
  return text;
}

std::string command_text(const CommandWords& command) {
  const std::string start = fmt::format(
      "complete -c rehearse -n '__fish_seen_subcommand_from {}'", command.name);
  std::string text;
  for (const ArgumentWords& one : command.options)
    text += option_text(one, start);
  for (const ArgumentWords& one : command.arguments)
    if (one.takes != Takes::text) text += start + fish_action(one) + '\n';
  return text;
}

}  // namespace

std::string fish_completion(const CLI::App& program) {
  const std::vector<CommandWords> commands = command_words(program);
  std::vector<std::string> names;
  for (const CommandWords& command : commands) names.push_back(command.name);
  std::string text = fmt::format(
      "# fish completion of rehearse\n"
      "set -g __rehearse_commands {}\nset -g __rehearse_keys {}\n"
      "complete -c rehearse -f\n",
      fmt::join(names, " "), fmt::join(settable_keys(), " "));
  const std::string first = "complete -c rehearse -n __fish_use_subcommand";
  for (const ArgumentWords& one : program_words(program).options)
    text += option_text(one, first);
  for (const CommandWords& command : commands)
    text += fmt::format("{} -a {} -d {}\n", first, command.name,
                        fish_quoted(command.description));
  for (const CommandWords& command : commands) text += command_text(command);
  return text;
}

}  // namespace rehearse::cli
