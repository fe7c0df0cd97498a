#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

namespace rehearse::cli {

/// The subcommand that was asked for; `app` itself if none was.
[[nodiscard]] const CLI::App& chosen(const CLI::App& app);

/// What is wrong with a command line, and the command whose help says more.
struct UsageFault {
  const CLI::App* command;
  std::string message;
};

/// From what the parser found: the nearest flag or command, or what there is.
[[nodiscard]] UsageFault usage_fault(const CLI::App& app,
                                     const CLI::ParseError& error);

/// Of a command that isn't there: the nearest, and which there are.
[[nodiscard]] std::string unknown_command(const CLI::App& app,
                                          std::string_view name);

/// "rehearse power", for messages.
[[nodiscard]] std::string name_of(const CLI::App& app);

}  // namespace rehearse::cli
