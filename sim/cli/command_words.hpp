#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace rehearse::cli {

/// What may be typed as the value of an option, or as an argument.
enum class Takes {
  nothing,  ///< a flag
  text,     ///< what nobody can foresee
  words,    ///< one of a few words
  file,
  folder,
  command,    ///< a command's name
  key,        ///< a key of a config
  key_value,  ///< a key of a config, '=' and its value
  topic       ///< a command's name or a key
};

/// An option, or an argument that has a place of its own.
struct ArgumentWords {
  std::vector<std::string> names;  ///< "--format"; of an argument "CONFIG"
  std::string description;
  Takes takes = Takes::text;
  std::vector<std::string> words;  ///< where it is one of a few
  bool value_optional = false;
  bool repeatable = false;
};

/// A command as whoever types it sees it: hidden flags are left out.
struct CommandWords {
  std::string name;
  std::string description;
  std::vector<ArgumentWords> options;
  std::vector<ArgumentWords> arguments;
};

[[nodiscard]] bool is_shown(const CLI::Option& option);

/// The options of the program itself.
[[nodiscard]] CommandWords program_words(const CLI::App& program);

/// All commands, in the order of the help.
[[nodiscard]] std::vector<CommandWords> command_words(const CLI::App& program);

/// Keys that --set can set without an index, in the order of the reference.
[[nodiscard]] std::vector<std::string> settable_keys();

}  // namespace rehearse::cli
