#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "rehearse/store/sweep_folder.hpp"

namespace rehearse::cli {

/// What --shard asks for: I/N, auto/N or auto.
struct ShardWish {
  std::optional<std::size_t> index;  ///< nothing: the scheduler's
  std::optional<std::size_t> count;  ///< nothing: the array's size
};

/// A variable of the environment, nothing where it isn't set.
using Environment =
    std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] Environment process_environment();

/// \throws UsageError if the text asks for no share.
[[nodiscard]] ShardWish parse_shard_wish(const std::string& text);

/// The share that is meant; an array's task is told by its scheduler's
/// variables. \throws UsageError where these say none, or not which.
[[nodiscard]] Shard shard_of(const ShardWish& wish,
                             const Environment& environment);

/// Adds --shard, of what `help` says; nothing where it isn't given. The
/// environment is asked when it runs: a line that is only read needs none.
void add_shard(CLI::App& command, std::optional<ShardWish>& wish,
               const std::string& help);

}  // namespace rehearse::cli
