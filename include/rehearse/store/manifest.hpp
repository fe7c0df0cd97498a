#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "rehearse/store/input_record.hpp"
#include "rehearse/store/run_origin.hpp"

namespace rehearse {

/// What a run's folder says of itself, as far as it is made again by it. What
/// an older version's manifest doesn't say is empty.
struct Manifest {
  std::string command;
  std::string version;
  std::string git_revision;
  std::string command_line;
  std::vector<std::string> arguments;
  std::string seed;  ///< as text; of a list where it was from
  std::string config_sha256;
  std::vector<InputRecord> inputs;
  std::vector<InputRecord> outputs;
  RunOrigin origin;
};

/// \throws IoError (bad_data) if it is none that rehearse wrote.
[[nodiscard]] Manifest parse_manifest(const std::string& json,
                                      const std::string& name);

/// Of a folder that was written to its end.
/// \throws IoError (input_missing) if it has no manifest: it isn't one of
/// `--out`, its run was ended, or it is a sweep's shard; as `parse_manifest`.
[[nodiscard]] Manifest read_manifest(const std::filesystem::path& folder);

/// What became of a file since the manifest was written.
enum class Kept {
  unchanged,
  changed,
  missing,
};

/// By the file's bytes. \throws IoError as `read_input` where it is there.
[[nodiscard]] Kept kept(const std::filesystem::path& file,
                        const std::string& sha256);

}  // namespace rehearse
