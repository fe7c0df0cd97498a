#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command_words.hpp"
#include "cli/completion.hpp"

namespace rehearse::cli {
namespace {

// Within single quotes, where _arguments reads brackets and colons.
std::string zsh_quoted(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string zsh_action(const ArgumentWords& one) {
  switch (one.takes) {
    case Takes::nothing:
    case Takes::text:
      return " ";
    case Takes::words:
      return fmt::format("({})", fmt::join(one.words, " "));
    case Takes::file:
      return "_files";
    case Takes::folder:
      return "_files -/";
    case Takes::command:
      return "_rehearse_commands";
    case Takes::key:
      return "_rehearse_keys";
    case Takes::key_value:
      return "_rehearse_set";
    case Takes::topic:
      return "_rehearse_topics";
  }
  return "";
}

// "-h" and "--help" are one option; a help has a short name nowhere else.
std::string option_text(const ArgumentWords& one) {
  std::string text;
  for (const std::string& name : one.names) {
    text += fmt::format(" \\\n        '{}{}", one.repeatable ? "*" : "", name);
    if (one.takes == Takes::nothing)
      text += fmt::format("[{}]'", zsh_quoted(one.description));
    else
      text += fmt::format("=[{}]{}value:{}'", zsh_quoted(one.description),
                          one.value_optional ? "::" : ":", zsh_action(one));
  }
  return text;
}

std::string argument_text(const ArgumentWords& one) {
  return fmt::format(" \\\n        '{}{}:{}'", one.repeatable ? "*:" : ":",
                     zsh_quoted(one.names.front()), zsh_action(one));
}

std::string zsh_case(const CommandWords& command) {
  std::string text = fmt::format("    {})\n      _arguments", command.name);
  for (const ArgumentWords& one : command.options) text += option_text(one);
  for (const ArgumentWords& one : command.arguments) text += argument_text(one);
  return text + " ;;\n";
}

}  // namespace

std::string zsh_completion(const CLI::App& program) {
  const std::vector<CommandWords> commands = command_words(program);
  std::string text =
      "#compdef rehearse\n"
      "_rehearse_commands() {\n  local -a commands=(\n";
  for (const CommandWords& command : commands)
    text += fmt::format("    '{}:{}'\n", command.name,
                        zsh_quoted(command.description));
  text += fmt::format(
      "  )\n  _describe command commands\n}}\n"
      "_rehearse_keys() {{\n  compadd \"$@\" -- {}\n}}\n"
      "_rehearse_set() {{ _rehearse_keys -S = }}\n"
      "_rehearse_topics() {{ _rehearse_commands; _rehearse_keys }}\n"
      "_rehearse() {{\n  local state line\n  local curcontext=$curcontext\n"
      "  typeset -A opt_args\n  _arguments -C",
      fmt::join(settable_keys(), " "));
  for (const ArgumentWords& one : program_words(program).options)
    text += option_text(one);
  text +=
      " \\\n    '1:command:_rehearse_commands' '*::argument:->argument'\n"
      "  [[ $state == argument ]] || return\n"
      "  case $line[1] in\n";
  for (const CommandWords& command : commands) text += zsh_case(command);
  // Loaded by itself, or from a file that the shell's start reads.
  return text +
         "  esac\n}\n"
         "if [[ $funcstack[1] == _rehearse ]]; then _rehearse \"$@\"\n"
         "else compdef _rehearse rehearse\nfi\n";
}

}  // namespace rehearse::cli
