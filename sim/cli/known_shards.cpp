#include "cli/known_shards.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "rehearse/store/shard_command.hpp"

namespace rehearse::cli {
namespace {

constexpr std::size_t most_told = 20;

struct Known {
  std::size_t index;
  std::string folder;
  ShardCommand command;
};

// Any shard's command serves for the others: it differs in share and folder.
std::optional<Known> known_command(const KnownShards& shards) {
  for (const auto& [index, folder] : shards.folders)
    if (auto command = read_shard_command(folder))
      return Known{index, folder, std::move(*command)};
  return std::nullopt;
}

std::string list_of(const std::vector<std::size_t>& indices) {
  const std::vector<std::size_t> told{
      indices.begin(), indices.begin() + static_cast<std::ptrdiff_t>(std::min(
                                             indices.size(), most_told))};
  return fmt::format("{}{}", fmt::join(told, ", "),
                     told.size() < indices.size() ? ", …" : "");
}

}  // namespace

bool lacks_share(const std::string& folder, const std::string& file) {
  std::error_code ignored;
  return std::filesystem::is_directory(folder, ignored) &&
         !std::filesystem::exists(std::filesystem::path{folder} / file,
                                  ignored);
}

IoError bad_shards(const std::string& message) {
  return IoError{IoFault::bad_data, message};
}

void KnownShards::add(std::size_t index, const std::string& folder) {
  const auto [at, is_new] = folders.try_emplace(index, folder);
  if (!is_new)
    throw bad_shards(fmt::format(
        "{}: shard {}/{} is given twice ({} holds it too): leave one out",
        folder, index, count, at->second));
}

std::string KnownShards::advice(const std::vector<std::size_t>& indices,
                                const std::string& what) const {
  const auto known = known_command(*this);
  if (!known) return ": " + what;
  std::string text = ": " + what + ":";
  for (std::size_t k = 0; k < std::min(indices.size(), most_told); ++k) {
    const auto own = folders.find(indices[k]);
    const std::filesystem::path out =
        own != folders.end()
            ? std::filesystem::path{own->second}
            : shard_folder(known->folder, known->index, indices[k]);
    text += "\n  " + shard_line(known->command, {indices[k], count}, out);
  }
  if (indices.size() > most_told)
    text += fmt::format("\n  and {} more", indices.size() - most_told);
  return text;
}

void KnownShards::require_all(
    const std::vector<std::string>& unfinished) const {
  std::vector<std::size_t> missing;
  for (std::size_t index = 1; index <= count; ++index)
    if (!folders.contains(index)) missing.push_back(index);
  if (missing.empty()) return;
  const std::string empty = unfinished.empty()
                                ? ""
                                : fmt::format(" ({}: there is no result in it)",
                                              fmt::join(unfinished, ", "));
  if (missing.size() == 1)
    throw bad_shards(
        fmt::format("shard {}/{} is missing{}", missing.front(), count, empty) +
        advice(missing, "add its folder, or make it"));
  throw bad_shards(fmt::format("{} of {} shards are missing, {}{}",
                               missing.size(), count, list_of(missing), empty) +
                   advice(missing, "add their folders, or make them"));
}

}  // namespace rehearse::cli
