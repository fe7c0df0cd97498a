#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace rehearse::cli {

/// The subcommand that was asked for; `app` itself if none was.
[[nodiscard]] const CLI::App& chosen(const CLI::App& app);

/// What is wrong with a command line and what to do, from what the parser
/// found: the nearest flag or command, or what there is.
[[nodiscard]] std::string usage_message(const CLI::App& app,
                                        const CLI::ParseError& error);

/// "rehearse power", for messages.
[[nodiscard]] std::string name_of(const CLI::App& app);

}  // namespace rehearse::cli
