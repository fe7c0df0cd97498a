#include "rehearse/store/sweep_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/text/input_file.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/version.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* identity_name = "sweep.json";
constexpr const char* resolved_name = "config.resolved.toml";
const InputLimit identity_limit{512'000'000, "a sweep's description"};
const InputLimit cell_limit{16'000'000, "a cell"};
const InputLimit config_limit{64'000'000, "a config"};

[[noreturn]] void refuse(IoFault fault, const fs::path& path,
                         const std::string& why, const char* advice) {
  throw IoError{fault, fmt::format("{}: {}: {}", path.string(), why, advice)};
}

fs::file_type type_of(const fs::path& path) {
  std::error_code ignored;
  return fs::symlink_status(path, ignored).type();
}

// Nothing if there is none.
std::optional<std::string> content(const fs::path& path,
                                   const InputLimit& limit) {
  const auto type = type_of(path);
  if (type == fs::file_type::not_found) return std::nullopt;
  if (type == fs::file_type::directory || type == fs::file_type::symlink ||
      type == fs::file_type::fifo)
    refuse(IoFault::bad_data, path, "it is no plain file (a folder or link)",
           "remove it");
  return read_input(path.string(), limit);
}

// What the JSON says that no sweep is; empty if nothing.
std::string fault_of(const SweepIdentity& identity) {
  const std::size_t cells = identity.cells_sha256.size();
  const Shard& shard = identity.shard;
  if (!shard.is_share())
    return fmt::format("shard {}/{} is none", shard.index, shard.count);
  if (cells == 0 || identity.keys.empty()) return "it has no cells";
  if (identity.values.size() != cells)
    return fmt::format("{} cells and values of {}", cells,
                       identity.values.size());
  for (const auto& values : identity.values)
    if (values.size() != identity.keys.size())
      return "a cell lacks the value of a key";
  if (identity.reference >= cells)
    return fmt::format("its reference is not one of {} cells", cells);
  return "";
}

Shard parse_shard(const std::string& text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto index = parse_unsigned(text.substr(0, slash));
  const auto count =
      parse_unsigned(text.substr(std::min(slash + 1, text.size())));
  return {index.value_or(0), count.value_or(0)};
}

[[noreturn]] void refuse_description(const std::string& name,
                                     const std::string& fault) {
  throw IoError{IoFault::bad_data,
                fmt::format("{}: this is no sweep's description ({}): choose a "
                            "folder that `sweep --out` made",
                            name, fault)};
}

}  // namespace

std::string identity_json(const SweepIdentity& identity) {
  Json json = {{"sweep", 2},
               {"version", identity.version},
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

SweepIdentity described_sweep(const std::string& text,
                              const std::string& name) {
  SweepIdentity identity;
  std::string fault;
  try {
    const Json json = Json::parse(text);
    json.at("version").get_to(identity.version);
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
    identity.shard = parse_shard(json.at("shard").get<std::string>());
    fault = fault_of(identity);
  } catch (const Json::exception&) {
    fault = "it is cut, or no JSON of a sweep";
  }
  if (!fault.empty()) refuse_description(name, fault);
  return identity;
}

SweepIdentity parse_identity(const std::string& text, const std::string& name) {
  SweepIdentity identity = described_sweep(text, name);
  if (identity.version != REHEARSE_VERSION || identity_json(identity) != text)
    refuse_description(name, "another version wrote it, or it was changed");
  return identity;
}

std::string identity_sha256(SweepIdentity identity) {
  identity.shard = {};
  return sha256_hex(identity_json(identity));
}

CellFiles::CellFiles(const fs::path& folder, const SweepIdentity& identity)
    : folder_(folder / "cells"),
      hashes_(std::make_shared<const Hashes>(
          Hashes{identity_sha256(identity), identity.cells_sha256})) {}

CellFiles CellFiles::in(const fs::path& folder) const {
  return {folder / "cells", hashes_};
}

fs::path CellFiles::file(std::size_t cell) const {
  return folder_ / fmt::format("{:06}.csv", cell + 1);
}

std::string CellFiles::text(std::size_t cell, std::string_view rows) const {
  std::string text = fmt::format("# cell {}, rows {}, config {}, sweep {}",
                                 cell + 1, std::ranges::count(rows, '\n'),
                                 hashes_->cells.at(cell), hashes_->sweep);
  const std::string hash = sha256_hex(text + '\n' + std::string{rows});
  return text.append(", sha256 ").append(hash).append("\n").append(rows);
}

CellFile CellFiles::read(std::size_t cell) const {
  const auto found = content(file(cell), cell_limit);
  if (!found) return {};
  const auto line = found->find('\n');
  if (line != std::string::npos) {
    std::string rows = found->substr(line + 1);
    if (text(cell, rows) == *found)
      return {CellFile::State::whole, std::move(rows)};
  }
  return {CellFile::State::damaged};
}

void CellFiles::write(std::size_t cell, const std::string& rows) const {
  write_file_atomically(file(cell), text(cell, rows));
}

SweepFolder::SweepFolder(const fs::path& folder, const SweepIdentity& identity,
                         const std::string& resolved_toml)
    : run_(folder, "sweep"), cells_(folder, identity) {
  std::error_code failed;
  fs::create_directories(folder / "cells", failed);
  if (failed)
    refuse(IoFault::cannot_create, folder / "cells",
           fmt::format("the folder cannot be made ({})", failed.message()),
           "choose another with --out");
  const std::string wanted = identity_json(identity);
  const auto found = content(folder / identity_name, identity_limit);
  if (found && *found != wanted)
    refuse(IoFault::cannot_create, folder,
           "the folder holds another sweep (its config, cells, seed, shard or "
           "version differ, and they would be mixed)",
           "choose another with --out, or remove it");
  if (content(folder / resolved_name, config_limit) != resolved_toml)
    write_file_atomically(folder / resolved_name, resolved_toml);
  if (!found) write_file_atomically(folder / identity_name, wanted);
}

SweepIdentity read_identity(const fs::path& folder) {
  const fs::path file = folder / identity_name;
  const auto text = content(file, identity_limit);
  if (text) return parse_identity(*text, file.string());
  refuse(IoFault::input_missing, folder,
         fmt::format("there is no sweep in the folder ({} is missing)",
                     identity_name),
         "name one that `sweep --out` made");
}

std::string read_resolved(const fs::path& folder,
                          const SweepIdentity& identity) {
  const fs::path file = folder / resolved_name;
  auto text = content(file, config_limit);
  if (text && sha256_hex(*text) == identity.config_sha256)
    return std::move(*text);
  refuse(IoFault::bad_data, file,
         "it is missing or was changed (it isn't the config of the sweep)",
         "run the sweep again, it is made anew");
}

}  // namespace rehearse
