#pragma once

#include <CLI/CLI.hpp>
#include <array>
#include <string>

#include "rehearse/core/words.hpp"

namespace rehearse::cli {

enum class Shell { bash, zsh, fish };

inline constexpr std::array known_shells{Word<Shell>{"bash", Shell::bash},
                                         Word<Shell>{"zsh", Shell::zsh},
                                         Word<Shell>{"fish", Shell::fish}};
constexpr const auto& words_of(Shell) { return known_shells; }

/// What that shell completes the program's commands by: commands, options, the
/// words of an option, keys of a config, files and folders.
[[nodiscard]] std::string completion(const CLI::App& program, Shell shell);

[[nodiscard]] std::string bash_completion(const CLI::App& program);
[[nodiscard]] std::string zsh_completion(const CLI::App& program);
[[nodiscard]] std::string fish_completion(const CLI::App& program);

}  // namespace rehearse::cli
