#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace rehearse::cli {

/// A command's manual page in man(7)'s macros, section 1, from what its help is
/// made of; of the whole program, with a list of its commands.
[[nodiscard]] std::string man_page(const CLI::App& command);

/// The page of the config's keys, section 5.
[[nodiscard]] std::string keys_man_page();

}  // namespace rehearse::cli
