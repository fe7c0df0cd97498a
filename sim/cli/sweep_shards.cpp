#include "cli/sweep_shards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "cli/known_shards.hpp"

namespace rehearse::cli {
namespace {

bool is_unfinished_sweep(const std::string& folder) {
  return lacks_share(folder, "sweep.json");
}

struct SweepShards {
  SweepIdentity first;
  std::string sha256;  // of what all have in common
  KnownShards known;
};

void add(SweepShards& shards, const std::string& folder,
         const SweepIdentity& identity, const std::string& first) {
  if (identity_sha256(identity) != shards.sha256 ||
      identity.shard.count != shards.first.shard.count)
    throw bad_shards(fmt::format(
        "{}: the shard is of another sweep than {} (config, cells, seed, "
        "version or number of shards differ): leave it out",
        folder, first));
  shards.known.add(identity.shard.index, folder);
}

// Shards of one sweep, each once.
SweepShards shards_of(const std::vector<std::string>& folders) {
  const auto begun = std::ranges::find_if_not(folders, is_unfinished_sweep);
  const std::string& first = begun == folders.end() ? folders.front() : *begun;
  SweepShards shards{read_identity(first), {}, {}};
  shards.sha256 = identity_sha256(shards.first);
  shards.known.count = shards.first.shard.count;
  std::vector<std::string> unfinished;
  for (const std::string& folder : folders) {
    if (is_unfinished_sweep(folder))
      unfinished.push_back(folder);
    else
      add(shards, folder, read_identity(folder), first);
  }
  shards.known.require_all(unfinished);
  if (!unfinished.empty()) (void)read_identity(unfinished.front());
  return shards;
}

// What a shard lacks, by the first cell that isn't whole.
struct Lack {
  std::size_t cell;
  CellFile::State state;
};

[[noreturn]] void refuse(const SweepShards& shards,
                         const std::map<std::size_t, Lack>& lacks,
                         const std::map<std::size_t, CellFiles>& files) {
  const auto& [index, lack] = *lacks.begin();
  std::vector<std::size_t> indices;
  for (const auto& [other, ignored] : lacks) indices.push_back(other);
  const std::string others =
      lacks.size() == 1
          ? ""
          : fmt::format(" (nor are {} other shards whole)", lacks.size() - 1);
  if (lack.state == CellFile::State::absent)
    throw bad_shards(
        fmt::format("{}: cell {} is missing, the shard isn't complete{}",
                    shards.known.folders.at(index), lack.cell + 1, others) +
        shards.known.advice(indices, "run it again, it goes on"));
  throw bad_shards(
      fmt::format("{}: the cell was changed or cut (its hash isn't that of its "
                  "rows, or it is another's){}",
                  files.at(index).file(lack.cell).string(), others) +
      shards.known.advice(indices, "run the shard again, it makes it anew"));
}

// The rows of all cells, in order.
std::vector<std::string> cells_of(const SweepShards& shards) {
  const CellFiles any{{}, shards.first};
  std::map<std::size_t, CellFiles> files;
  for (const auto& [index, folder] : shards.known.folders)
    files.try_emplace(index, any.in(folder));
  std::vector<std::string> cells;
  std::map<std::size_t, Lack> lacks;
  for (std::size_t cell = 0; cell < shards.first.cells_sha256.size(); ++cell) {
    const std::size_t index = cell % shards.first.shard.count + 1;
    CellFile file = files.at(index).read(cell);
    if (file.state != CellFile::State::whole)
      lacks.try_emplace(index, Lack{cell, file.state});
    cells.push_back(std::move(file.rows));
  }
  if (!lacks.empty()) refuse(shards, lacks, files);
  return cells;
}

}  // namespace

MergedCells read_shards(const std::vector<std::string>& folders) {
  const SweepShards shards = shards_of(folders);
  MergedCells merged{shards.first, "", cells_of(shards)};
  merged.identity.shard = {};
  merged.resolved_toml =
      read_resolved(shards.known.folders.begin()->second, shards.first);
  return merged;
}

}  // namespace rehearse::cli
