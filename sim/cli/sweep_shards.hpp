#pragma once

#include <string>
#include <vector>

#include "rehearse/store/sweep_folder.hpp"

namespace rehearse::cli {

/// What the shards of a sweep hold together.
struct MergedCells {
  SweepIdentity identity;  ///< of the whole sweep
  std::string resolved_toml;
  std::vector<std::string> rows;  ///< of each cell, in order
};

/// \throws IoError (bad_data) if a shard is of another sweep, given twice,
/// missing, not complete or damaged; (input_missing) if no folder has one.
[[nodiscard]] MergedCells read_shards(const std::vector<std::string>& folders);

}  // namespace rehearse::cli
