#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/session.hpp"

namespace rehearse::cli {

/// The help of the program or of a command, as wide as the terminal.
[[nodiscard]] std::string help_text(const CLI::App& app);

/// The commands, a line each, for whoever gave none.
[[nodiscard]] std::string short_help(const CLI::App& app);

}  // namespace rehearse::cli
