#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "rehearse/core/errors.hpp"

namespace rehearse::cli {

/// The shards that a merge was given: how many there are in all, and folders
/// by index.
struct KnownShards {
  std::size_t count = 1;
  std::map<std::size_t, std::string> folders;

  /// \throws IoError if the shard is given already.
  void add(std::size_t index, const std::string& folder);
  /// \throws IoError that names what is missing, with the commands that make
  /// it. `unfinished` are folders without a result, of a shard that was ended.
  void require_all(const std::vector<std::string>& unfinished) const;
  /// ": " and what is to be done, with the command for each of these shards:
  /// where it is known, where it is told else.
  [[nodiscard]] std::string advice(const std::vector<std::size_t>& indices,
                                   const std::string& what) const;
};

/// A folder that a killed task had made, without the file that says what its
/// share is.
[[nodiscard]] bool lacks_share(const std::string& folder,
                               const std::string& file);

[[nodiscard]] IoError bad_shards(const std::string& message);

}  // namespace rehearse::cli
