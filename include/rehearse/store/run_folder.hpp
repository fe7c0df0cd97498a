#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/store/folder_lock.hpp"
#include "rehearse/store/input_record.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/store/run_origin.hpp"

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
  std::string command = {};  ///< that owns the folder; set when it is written
  std::string quality_json = {};            ///< of a list: what its check found
  std::string program_sha256 = {};          ///< of a list: of the executable
  Access access = Access::common;           ///< of the manifest
  std::vector<std::string> arguments = {};  ///< those of the command line
  std::optional<InputRecord> config_file = {};
  std::vector<InputRecord> inputs = {};  ///< every file, the config's too
  /// None: nothing is said of who, where, when and how long, nor of the machine
  /// and its threads, so that a second run has the same bytes.
  std::optional<RunOrigin> origin = {};
};

/// "results/<trial>-<command>-<first 12 digits of the config's SHA-256>".
[[nodiscard]] std::filesystem::path default_run_folder(
    const std::string& trial, const std::string& command,
    const std::string& config_sha256);

/// The manifest's JSON: program, run, SHA-256 of every file that was read and
/// written, and `origin` with the machine.
[[nodiscard]] std::string manifest_json(const RunRecord& record,
                                        const std::vector<RunFile>& files);

/// The folder of a run, from before its work until its files are there. While
/// it lives no other process writes to it.
class RunFolder {
 public:
  /// Makes the folder where there is none; `access` is that of the one made.
  /// \throws IoError (cannot_create) if it can't be made or written to, is in
  /// use, or holds what another command wrote (`check_owner`).
  RunFolder(std::filesystem::path folder, const std::string& command,
            Access access = Access::common);

  /// Writes the files and then `manifest.json`: a folder with a manifest is
  /// whole. No signal ends the process between two of their names. Files of
  /// `obsolete` names go before: nothing old is ever beside what is new.
  /// \throws IoError (cannot_create, cannot_write).
  void write(RunRecord record, const std::vector<RunFile>& files,
             const std::vector<std::string>& obsolete = {}) const;

  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }
  [[nodiscard]] std::string text() const { return folder_.string(); }

 private:
  std::filesystem::path folder_;
  std::string command_;
  FolderLock lock_;
};

}  // namespace rehearse
