#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "rehearse/store/output_file.hpp"

namespace rehearse {

/// A file of a run's folder.
struct RunFile {
  std::string name;
  std::string bytes;
  Access access = Access::common;
};

/// How a run was made: what the manifest says beside the files' hashes.
struct RunRecord {
  std::string command_line;
  std::string seed;  ///< of a list: where it is from, never the seed itself
  std::string config_sha256;
  unsigned threads = 0;
  double wall_seconds = 0.0;
  double cpu_seconds = 0.0;
  std::string quality_json = {};    ///< of a list: what its check found
  std::string program_sha256 = {};  ///< of a list: of the executable
  Access access = Access::common;   ///< of the manifest
};

/// "results/<trial>-<command>-<first 12 digits of the config's SHA-256>".
[[nodiscard]] std::filesystem::path default_run_folder(
    const std::string& trial, const std::string& command,
    const std::string& config_sha256);

/// Makes the folder, and those above it, where they are not.
/// \throws IoError (cannot_create).
void make_folder(const std::filesystem::path& folder);

/// The manifest's JSON: program, machine, run, and SHA-256 of every file.
[[nodiscard]] std::string manifest_json(const RunRecord& record,
                                        const std::vector<RunFile>& files);

/// Writes the files and then `manifest.json`, each under a temporary name
/// first. A folder with a manifest is whole.
/// \throws IoError (cannot_create, cannot_write).
void write_run_folder(const std::filesystem::path& folder,
                      const RunRecord& record,
                      const std::vector<RunFile>& files);

}  // namespace rehearse
