#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "cli/command_words.hpp"
#include "cli/completion.hpp"

namespace rehearse::cli {
namespace {

// It stands by itself, for bash without the package bash-completion. '=' parts
// words for readline: "--format", "=", "js".
constexpr const char* bash_head = R"(# bash completion of rehearse
_rehearse_paths() {
  compopt -o filenames
  mapfile -t COMPREPLY < <(compgen "$2" -- "$1")
}
_rehearse_words() { mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1"); }
_rehearse_keys() {
  _rehearse_words "$1" '{keys}'
}
_rehearse_set() {
  compopt -o nospace
  _rehearse_keys "$1"
  COMPREPLY=("${COMPREPLY[@]/%/=}")
}
_rehearse_commands() { _rehearse_words "$1" '{commands}'; }
_rehearse() {
  local at=$COMP_CWORD
  local now=${COMP_WORDS[at]} before=${COMP_WORDS[at - 1]}
  COMPREPLY=()
  if [[ $now == = ]]; then
    now=
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[at - 2]}
    [[ $before == --* ]] || return 0
  fi
  if ((at == 1)); then
    _rehearse_words "$now" '{commands} {options}'
    return 0
  fi
  case "${COMP_WORDS[1]} $before" in
)";

std::string action_of(const ArgumentWords& one) {
  switch (one.takes) {
    case Takes::nothing:
      return "";
    case Takes::text:
      return ":";
    case Takes::words:
      return fmt::format("_rehearse_words \"$now\" '{}'",
                         fmt::join(one.words, " "));
    case Takes::file:
      return "_rehearse_paths \"$now\" -f";
    case Takes::folder:
      return "_rehearse_paths \"$now\" -d";
    case Takes::command:
      return "_rehearse_commands \"$now\"";
    case Takes::key:
      return "_rehearse_keys \"$now\"";
    case Takes::key_value:
      return "_rehearse_set \"$now\"";
    case Takes::topic:
      return "_rehearse_commands \"$now\"; local "
             "commands=(\"${COMPREPLY[@]}\"); "
             "_rehearse_keys \"$now\"; COMPREPLY+=(\"${commands[@]}\")";
  }
  return "";
}

// A value that can be left out may be an option or an argument as well.
std::string value_cases(const std::vector<CommandWords>& commands) {
  std::map<std::string, std::vector<std::string>> patterns;
  for (const CommandWords& command : commands)
    for (const ArgumentWords& option : command.options) {
      if (option.takes == Takes::nothing || option.value_optional) continue;
      for (const std::string& name : option.names)
        patterns[action_of(option)].push_back('"' + command.name + ' ' + name +
                                              '"');
    }
  std::string text;
  for (const auto& [action, which] : patterns)
    text += fmt::format("    {})\n      {}\n      return 0 ;;\n",
                        fmt::join(which, " | "), action);
  return text;
}

std::string names_of(const std::vector<ArgumentWords>& options) {
  std::string text;
  for (const ArgumentWords& option : options)
    text += fmt::format("{}{}", text.empty() ? "" : " ",
                        fmt::join(option.names, " "));
  return text;
}

std::string command_case(const CommandWords& command) {
  std::string text = fmt::format(
      "    {})\n      if [[ $now == -* ]]; then\n"
      "        _rehearse_words \"$now\" '{}'\n",
      command.name, names_of(command.options));
  if (!command.arguments.empty())
    text += fmt::format("      else\n        {}\n",
                        action_of(command.arguments.front()));
  return text + "      fi ;;\n";
}

std::string filled(std::string text, const std::string& name,
                   const std::string& value) {
  const std::string place = '{' + name + '}';
  for (auto at = text.find(place); at != std::string::npos;
       at = text.find(place, at + value.size()))
    text.replace(at, place.size(), value);
  return text;
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
  const std::vector<CommandWords> commands = command_words(program);
  std::vector<std::string> names;
  for (const CommandWords& command : commands) names.push_back(command.name);
  std::string text =
      filled(bash_head, "commands", fmt::format("{}", fmt::join(names, " ")));
  text = filled(text, "options", names_of(program_words(program).options));
  text =
      filled(text, "keys", fmt::format("{}", fmt::join(settable_keys(), " ")));
  text += value_cases(commands) + "  esac\n  case ${COMP_WORDS[1]} in\n";
  for (const CommandWords& command : commands) text += command_case(command);
  return text + "  esac\n  return 0\n}\ncomplete -F _rehearse rehearse\n";
}

}  // namespace rehearse::cli
