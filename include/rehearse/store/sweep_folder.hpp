#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rehearse {

/// Whether a sweep's table holds the power without simulation.
enum class AnalyticColumn { absent, present };

/// A share of a sweep's cells: those whose number leaves `index` when divided
/// by `count`.
struct Shard {
  std::size_t index = 1;  ///< from 1
  std::size_t count = 1;

  [[nodiscard]] bool holds(std::size_t cell) const {
    return cell % count + 1 == index;
  }
};

/// What a sweep is: what a folder must agree with to go on with it.
struct SweepIdentity {
  std::string trial;
  std::string config_sha256;  ///< of the config without what is varied
  std::string seed;
  std::vector<std::string> keys;
  std::vector<std::vector<std::string>> values;  ///< of each cell, by key
  std::vector<std::string> cells_sha256;  ///< of each cell's config, in order
  std::size_t reference = 0;
  std::string precision;  ///< empty: none
  AnalyticColumn analytic = AnalyticColumn::absent;
  Shard shard;
};

/// The identity's file, `sweep.json`.
[[nodiscard]] std::string identity_json(const SweepIdentity& identity);
/// \throws IoError (bad_data) if it is none.
[[nodiscard]] SweepIdentity parse_identity(const std::string& json,
                                           const std::string& name);

/// SHA-256 of the identity, whatever the shard.
[[nodiscard]] std::string identity_sha256(SweepIdentity identity);

/// A folder in which a sweep's cells appear one by one, each a file that is
/// whole. While it lives no other process can use the folder; the lock dies
/// with its process.
class SweepFolder {
 public:
  /// Makes the folder, or goes on with what it holds.
  /// \throws IoError (cannot_create) if it is in use, holds another sweep or
  /// can't be written to.
  SweepFolder(std::filesystem::path folder, const SweepIdentity& identity,
              const std::string& resolved_toml);
  ~SweepFolder();
  SweepFolder(const SweepFolder&) = delete;
  SweepFolder& operator=(const SweepFolder&) = delete;

  [[nodiscard]] bool has(std::size_t cell) const;
  void write(std::size_t cell, const std::string& rows) const;
  [[nodiscard]] std::string rows(std::size_t cell) const;
  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

 private:
  [[nodiscard]] std::filesystem::path file_of(std::size_t cell) const;

  std::filesystem::path folder_;
  int lock_ = -1;
};

/// What a folder holds, without the right to write: for merging.
/// \throws IoError (input_missing, bad_data).
[[nodiscard]] SweepIdentity read_identity(const std::filesystem::path& folder);
[[nodiscard]] std::string read_resolved(const std::filesystem::path& folder);
[[nodiscard]] std::optional<std::string> read_cell(
    const std::filesystem::path& folder, std::size_t cell);

}  // namespace rehearse
