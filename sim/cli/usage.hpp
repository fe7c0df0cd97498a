#pragma once

#include <CLI/CLI.hpp>
#include <string>

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

/// "rehearse power", for messages.
[[nodiscard]] std::string name_of(const CLI::App& app);

}  // namespace rehearse::cli
