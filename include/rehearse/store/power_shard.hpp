#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "rehearse/store/sweep_folder.hpp"

namespace rehearse {

/// What a share of a power run is: what a folder must agree with to be joined.
struct PowerShard {
  std::string trial;
  std::string config_sha256;
  std::string seed;
  std::uint64_t replicates = 0;  ///< of the whole run
  Shard shard;
  std::string part_sha256;  ///< of `part.bin`
};

/// The share's files, `power-shard.json` and `part.bin`: written last, whole.
inline constexpr const char* power_shard_name = "power-shard.json";
inline constexpr const char* power_part_name = "part.bin";

/// The first chunks of a share that isn't whole yet: one that was ended goes on
/// with them.
inline constexpr const char* begun_part_name = "part.begun.bin";

[[nodiscard]] std::string power_shard_json(const PowerShard& shard);

/// \throws IoError (input_missing, bad_data).
[[nodiscard]] PowerShard read_power_shard(const std::filesystem::path& folder);

/// The bytes of what was begun there; empty where nothing was.
[[nodiscard]] std::string read_begun_part(const std::filesystem::path& folder);

/// The bytes of its part. \throws IoError (bad_data) if they were changed.
[[nodiscard]] std::string read_part(const std::filesystem::path& folder,
                                    const PowerShard& shard);

}  // namespace rehearse
