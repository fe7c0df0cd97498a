#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rehearse/store/run_folder.hpp"
#include "rehearse/version.hpp"

namespace rehearse {

/// Whether a sweep's table holds the power without simulation.
enum class AnalyticColumn { absent, present };

/// More shares are none: what is read may say any number.
inline constexpr std::size_t most_shards = 1'000'000;

/// A share of a sweep's cells: those whose number leaves `index` when divided
/// by `count`.
struct Shard {
  std::size_t index = 1;  ///< from 1
  std::size_t count = 1;

  [[nodiscard]] bool is_share() const {
    return index >= 1 && index <= count && count <= most_shards;
  }
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
  std::string version = REHEARSE_VERSION;  ///< of the program
};

/// The identity's file, `sweep.json`.
[[nodiscard]] std::string identity_json(const SweepIdentity& identity);
/// \throws IoError (bad_data) if it is none, or says what no sweep is.
[[nodiscard]] SweepIdentity parse_identity(const std::string& json,
                                           const std::string& name);

/// The same, whatever version wrote it.
[[nodiscard]] SweepIdentity described_sweep(const std::string& json,
                                            const std::string& name);

/// SHA-256 of the identity, whatever the shard.
[[nodiscard]] std::string identity_sha256(SweepIdentity identity);

/// What is where a cell's rows should be.
struct CellFile {
  enum class State { absent, whole, damaged };
  State state = State::absent;
  std::string rows = {};  ///< of a whole one
};

/// The files of a sweep's cells. Each says in its first line which cell of
/// which sweep it is, how many rows it has, and the SHA-256 of all that: what
/// was cut, changed or put in another's place is seen.
class CellFiles {
 public:
  CellFiles(const std::filesystem::path& folder, const SweepIdentity& identity);
  /// Those of the same sweep in another folder.
  [[nodiscard]] CellFiles in(const std::filesystem::path& folder) const;

  /// \throws IoError (bad_data) if a folder or link is in its place or it can't
  /// be read.
  [[nodiscard]] CellFile read(std::size_t cell) const;
  /// \throws IoError (cannot_create, cannot_write).
  void write(std::size_t cell, const std::string& rows) const;
  [[nodiscard]] std::filesystem::path file(std::size_t cell) const;

 private:
  [[nodiscard]] std::string text(std::size_t cell, std::string_view rows) const;

  struct Hashes {
    std::string sweep;
    std::vector<std::string> cells;
  };
  using SharedHashes = std::shared_ptr<const Hashes>;

  CellFiles(std::filesystem::path cells, SharedHashes hashes)
      : folder_(std::move(cells)), hashes_(std::move(hashes)) {}

  std::filesystem::path folder_;
  SharedHashes hashes_;
};

/// A folder in which a sweep's cells appear one by one. While it lives no other
/// process can use the folder.
class SweepFolder {
 public:
  /// Makes the folder, or goes on with what it holds.
  /// \throws IoError (cannot_create) if it is in use, holds another sweep or
  /// what another command wrote, or can't be written to.
  SweepFolder(const std::filesystem::path& folder,
              const SweepIdentity& identity, const std::string& resolved_toml);

  [[nodiscard]] const CellFiles& cells() const { return cells_; }
  [[nodiscard]] const RunFolder& run() const { return run_; }

 private:
  RunFolder run_;
  CellFiles cells_;
};

/// What a folder holds, without the right to write: for merging.
/// \throws IoError (input_missing, bad_data).
[[nodiscard]] SweepIdentity read_identity(const std::filesystem::path& folder);
/// The config of that sweep. \throws IoError (bad_data) if it was changed.
[[nodiscard]] std::string read_resolved(const std::filesystem::path& folder,
                                        const SweepIdentity& identity);

}  // namespace rehearse
