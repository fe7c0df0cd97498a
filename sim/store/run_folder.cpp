#include "rehearse/store/run_folder.hpp"

#include <fmt/format.h>

#include <deque>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "rehearse/store/build_info.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/system/interrupt.hpp"
#include "rehearse/system/process.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// A trial's id as part of a file name.
std::string file_name_of(std::string id) {
  for (char& c : id)
    if (c == '/' || c == '\\' || c == ' ') c = '_';
  return id.starts_with('.') ? '_' + id : id;
}

Json hashes_of(const std::vector<InputRecord>& inputs) {
  Json hashes = Json::object();
  for (const auto& [name, hash] : inputs) hashes[name] = hash;
  return hashes;
}

void add_origin(const RunRecord& record, Json& manifest) {
  manifest["date"] = record.origin->date;
  manifest["user"] = record.origin->user;
  manifest["host"] = record.origin->host;
  manifest["cpu"] = processor_name();
  manifest["simd_target"] = simd_target();
  manifest["threads"] = record.threads;
  manifest["wall_seconds"] = record.wall_seconds;
  manifest["cpu_seconds"] = record.cpu_seconds;
}

}  // namespace

fs::path default_run_folder(const std::string& trial,
                            const std::string& command,
                            const std::string& config_sha256) {
  return fs::path{"results"} / fmt::format("{}-{}-{}", file_name_of(trial),
                                           command,
                                           config_sha256.substr(0, 12));
}

std::string manifest_json(const RunRecord& record,
                          const std::vector<RunFile>& files) {
  const BuildInfo build = build_info();
  Json libraries = Json::object();
  for (const auto& [name, version] : library_versions())
    libraries[name] = version;
  Json hashes = Json::object();
  for (const RunFile& file : files) hashes[file.name] = sha256_hex(file.bytes);
  Json manifest = {
      {"command", record.command},
      {"version", build.version},
      {"git_revision", build.git_revision},
      {"compiler", build.compiler},
      {"flags", build.flags},
      {"libraries", libraries},
      {"seed", seed_json(record.seed)},
      {"command_line", record.command_line},
      {"arguments", record.arguments},
      {"config_sha256", record.config_sha256},
      {"inputs_sha256", hashes_of(record.inputs)},
      {"outputs_sha256", hashes},
  };
  if (record.config_file)
    manifest["config_file"] = {{"name", record.config_file->name},
                               {"sha256", record.config_file->sha256}};
  if (record.origin) add_origin(record, manifest);
  if (!record.program_sha256.empty())
    manifest["program_sha256"] = record.program_sha256;
  if (!record.quality_json.empty())
    manifest["quality"] = Json::parse(record.quality_json);
  return manifest.dump(2) + '\n';
}

RunFolder::RunFolder(fs::path folder, const std::string& command, Access access)
    : folder_(std::move(folder)), command_(command), lock_(folder_, access) {
  check_owner(folder_, command_);
}

void RunFolder::write(RunRecord record, const std::vector<RunFile>& files,
                      const std::vector<std::string>& obsolete) const {
  record.command = command_;
  // All are written before any gets its name: a full disk changes nothing.
  std::deque<OutputFile> written;
  for (const RunFile& file : files)
    written.emplace_back(folder_ / file.name, file.access).write(file.bytes);
  OutputFile manifest{folder_ / manifest_name, record.access};
  manifest.write(manifest_json(record, files));
  const InterruptsHeld held;
  std::error_code ignored;  // no manifest may speak of files half replaced
  fs::remove(folder_ / manifest_name, ignored);
  for (const std::string& name : obsolete) fs::remove(folder_ / name, ignored);
  for (OutputFile& file : written) file.commit();
  manifest.commit();
}

}  // namespace rehearse
