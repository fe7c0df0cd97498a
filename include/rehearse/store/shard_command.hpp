#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/store/sweep_folder.hpp"

namespace rehearse {

/// How a share was asked for, so that what others lack can be: kept in the
/// share's folder as `command.json`, before its work.
struct ShardCommand {
  std::vector<std::string> arguments;
  std::string folder;  ///< in which they were given
};

/// That these arguments were given in the folder in which we are.
/// \throws IoError (cannot_create, cannot_write).
void write_shard_command(const std::filesystem::path& folder,
                         const std::vector<std::string>& arguments);
/// Nothing if there is none that can be read: it is only told, never needed.
[[nodiscard]] std::optional<ShardCommand> read_shard_command(
    const std::filesystem::path& folder);

/// The same command with another share and folder, as it is typed in a shell
/// in the folder in which we are.
[[nodiscard]] std::string shard_line(const ShardCommand& command,
                                     const Shard& shard,
                                     const std::filesystem::path& out);

/// What the folder of another share would be called: `like` with the number
/// that its name ends with changed from `from` to `to`; "shard-TO" where the
/// name doesn't end so.
[[nodiscard]] std::filesystem::path shard_folder(
    const std::filesystem::path& like, std::size_t from, std::size_t to);

}  // namespace rehearse
