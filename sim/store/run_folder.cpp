#include "rehearse/store/run_folder.hpp"

#include <fmt/format.h>

#include <deque>
#include <nlohmann/json.hpp>
#include <system_error>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/build_info.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/store/seed_json.hpp"
#include "rehearse/store/sha256.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* manifest_name = "manifest.json";

// A trial's id as part of a file name.
std::string file_name_of(std::string id) {
  for (char& c : id)
    if (c == '/' || c == '\\' || c == ' ') c = '_';
  return id.starts_with('.') ? '_' + id : id;
}

}  // namespace

fs::path default_run_folder(const std::string& trial,
                            const std::string& command,
                            const std::string& config_sha256) {
  return fs::path{"results"} / fmt::format("{}-{}-{}", file_name_of(trial),
                                           command,
                                           config_sha256.substr(0, 12));
}

void make_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (!failed) {
    const OutputFile probe{folder / manifest_name};  // can it be written to?
    return;
  }
  throw IoError{IoFault::cannot_create,
                fmt::format("{}: the folder cannot be made ({}): choose "
                            "another with --out",
                            folder.string(), failed.message())};
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
      {"version", build.version},
      {"git_revision", build.git_revision},
      {"compiler", build.compiler},
      {"flags", build.flags},
      {"libraries", libraries},
      {"cpu", cpu_name()},
      {"simd_target", simd_target()},
      {"seed", seed_json(record.seed)},
      {"command_line", record.command_line},
      {"config_sha256", record.config_sha256},
      {"outputs_sha256", hashes},
      {"threads", record.threads},
      {"wall_seconds", record.wall_seconds},
      {"cpu_seconds", record.cpu_seconds},
  };
  if (!record.program_sha256.empty())
    manifest["program_sha256"] = record.program_sha256;
  if (!record.quality_json.empty())
    manifest["quality"] = Json::parse(record.quality_json);
  return manifest.dump(2) + '\n';
}

void write_run_folder(const fs::path& folder, const RunRecord& record,
                      const std::vector<RunFile>& files) {
  make_folder(folder);
  // All are written before any gets its name: a full disk changes nothing.
  std::deque<OutputFile> written;
  for (const RunFile& file : files)
    written.emplace_back(folder / file.name, file.access).write(file.bytes);
  OutputFile manifest{folder / manifest_name, record.access};
  manifest.write(manifest_json(record, files));
  std::error_code ignored;  // no manifest may speak of files half replaced
  fs::remove(folder / manifest_name, ignored);
  for (OutputFile& file : written) file.commit();
  manifest.commit();
}

}  // namespace rehearse
