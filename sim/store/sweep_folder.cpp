#include "rehearse/store/sweep_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>
#include <utility>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/version.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* identity_name = "sweep.json";
constexpr const char* resolved_name = "config.resolved.toml";
constexpr const char* lock_name = ".lock";

std::optional<std::string> content(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

fs::path cell_file(const fs::path& folder, std::size_t cell) {
  return folder / "cells" / fmt::format("{:06}.csv", cell + 1);
}

int locked(const fs::path& folder) {
  const std::string name = (folder / lock_name).string();
  const int file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0)
    throw IoError{
        IoFault::cannot_create,
        fmt::format("{}: the folder cannot be written to ({}): "
                    "choose another with --out",
                    folder.string(), std::generic_category().message(errno))};
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return file;
  ::close(file);
  throw IoError{
      IoFault::cannot_create,
      fmt::format("{}: another process works in the folder (two would "
                  "do the same): wait for it, or choose another with "
                  "--out",
                  folder.string())};
}

void make_folders(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder / "cells", failed);
  if (failed)
    throw IoError{IoFault::cannot_create,
                  fmt::format("{}: the folder cannot be made ({}): choose "
                              "another with --out",
                              folder.string(), failed.message())};
}

}  // namespace

std::string identity_json(const SweepIdentity& identity) {
  Json json = {{"sweep", 2},
               {"version", REHEARSE_VERSION},
               {"trial", identity.trial},
               {"config_sha256", identity.config_sha256},
               {"seed", identity.seed},
               {"keys", identity.keys},
               {"values", identity.values},
               {"cells_sha256", identity.cells_sha256},
               {"reference", identity.reference + 1},
               {"precision", identity.precision},
               {"analytic", identity.analytic == AnalyticColumn::present},
               {"shard", fmt::format("{}/{}", identity.shard.index,
                                     identity.shard.count)}};
  return json.dump(1) + '\n';
}

SweepIdentity parse_identity(const std::string& text, const std::string& name) {
  try {
    const Json json = Json::parse(text);
    SweepIdentity identity;
    json.at("trial").get_to(identity.trial);
    json.at("config_sha256").get_to(identity.config_sha256);
    json.at("seed").get_to(identity.seed);
    json.at("keys").get_to(identity.keys);
    json.at("values").get_to(identity.values);
    json.at("cells_sha256").get_to(identity.cells_sha256);
    identity.reference = json.at("reference").get<std::size_t>() - 1;
    json.at("precision").get_to(identity.precision);
    if (json.at("analytic").get<bool>())
      identity.analytic = AnalyticColumn::present;
    const auto shard = json.at("shard").get<std::string>();
    const auto slash = shard.find('/');
    identity.shard = {std::stoul(shard.substr(0, slash)),
                      std::stoul(shard.substr(slash + 1))};
    return identity;
  } catch (const std::exception&) {
    throw IoError{IoFault::bad_data,
                  fmt::format("{}: this is no sweep's description: choose a "
                              "folder that `sweep --out` made",
                              name)};
  }
}

std::string identity_sha256(SweepIdentity identity) {
  identity.shard = {};
  return sha256_hex(identity_json(identity));
}

SweepFolder::SweepFolder(fs::path folder, const SweepIdentity& identity,
                         const std::string& resolved_toml)
    : folder_(std::move(folder)) {
  make_folders(folder_);
  lock_ = locked(folder_);
  const std::string wanted = identity_json(identity);
  const auto found = content(folder_ / identity_name);
  if (found && *found != wanted) {
    ::close(lock_);
    throw IoError{IoFault::cannot_create,
                  fmt::format("{}: the folder holds another sweep (its config, "
                              "cells, seed, shard or version differ, and they "
                              "would be mixed): choose another with --out, or "
                              "remove it",
                              folder_.string())};
  }
  if (found) return;
  write_file_atomically(folder_ / resolved_name, resolved_toml);
  write_file_atomically(folder_ / identity_name, wanted);
}

SweepFolder::~SweepFolder() { ::close(lock_); }

fs::path SweepFolder::file_of(std::size_t cell) const {
  return cell_file(folder_, cell);
}

bool SweepFolder::has(std::size_t cell) const {
  return fs::exists(file_of(cell));
}

void SweepFolder::write(std::size_t cell, const std::string& rows) const {
  write_file_atomically(file_of(cell), rows);
}

std::string SweepFolder::rows(std::size_t cell) const {
  return content(file_of(cell)).value_or("");
}

SweepIdentity read_identity(const fs::path& folder) {
  const fs::path file = folder / identity_name;
  const auto text = content(file);
  if (!text)
    throw IoError{IoFault::input_missing,
                  fmt::format("{}: there is no sweep in the folder ({} is "
                              "missing): name one that `sweep --out` made",
                              folder.string(), identity_name)};
  return parse_identity(*text, file.string());
}

std::string read_resolved(const fs::path& folder) {
  return content(folder / resolved_name).value_or("");
}

std::optional<std::string> read_cell(const fs::path& folder, std::size_t cell) {
  return content(cell_file(folder, cell));
}

}  // namespace rehearse
