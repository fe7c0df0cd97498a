#include "rehearse/store/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/folder_lock.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/text/input_file.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

const InputLimit manifest_limit{64'000'000, "a manifest"};
const InputLimit output_limit{8'000'000'000, "a result"};

// What isn't there is empty; what is of another kind throws.
template <class Value>
void get(const Json& json, const char* key, Value& value) {
  if (json.contains(key)) json.at(key).get_to(value);
}

std::vector<InputRecord> records(const Json& json, const char* key) {
  std::vector<InputRecord> all;
  if (json.contains(key))
    for (const auto& [name, hash] : json.at(key).items())
      all.push_back({name, hash.get<std::string>()});
  return all;
}

// A manifest may be anybody's: no name leads out of its folder.
bool is_inside(const std::string& name) {
  const fs::path path{name};
  return path.is_relative() && std::ranges::find(path, "..") == path.end();
}

// The command of a line: an older manifest says it in no other place.
std::string command_in(std::string_view line) {
  constexpr std::string_view program = "rehearse ";
  if (!line.starts_with(program)) return "";
  line.remove_prefix(program.size());
  return std::string{line.substr(0, line.find(' '))};
}

Manifest manifest_of(const Json& json) {
  Manifest manifest;
  get(json, "version", manifest.version);
  get(json, "command_line", manifest.command_line);
  get(json, "config_sha256", manifest.config_sha256);
  manifest.command = command_in(manifest.command_line);
  get(json, "command", manifest.command);
  get(json, "git_revision", manifest.git_revision);
  get(json, "arguments", manifest.arguments);
  get(json, "date", manifest.origin.date);
  get(json, "user", manifest.origin.user);
  get(json, "host", manifest.origin.host);
  const Json seed = json.value("seed", Json(""));
  manifest.seed = seed.is_string() ? seed.get<std::string>() : seed.dump();
  manifest.inputs = records(json, "inputs_sha256");
  manifest.outputs = records(json, "outputs_sha256");
  return manifest;
}

IoError missing(const fs::path& folder, const char* why, const char* advice) {
  return {IoFault::input_missing,
          fmt::format("{}: {}: {}", folder.string(), why, advice)};
}

[[noreturn]] void refuse_without(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    throw missing(folder,
                  "there is no such folder (a result is the folder of --out)",
                  "check the path");
  if (fs::exists(folder / "sweep.json", ignored))
    throw missing(folder,
                  "the sweep isn't whole (it was ended or is a shard, and has "
                  "no manifest.json)",
                  "let the same command go on with it, or `rehearse merge` the "
                  "shards");
  throw missing(folder,
                "there is no manifest.json in it (the run was ended before its "
                "files were whole, or it is no folder of --out)",
                "run the command again");
}

}  // namespace

Manifest parse_manifest(const std::string& text, const std::string& name) {
  try {
    Manifest manifest = manifest_of(Json::parse(text));
    const bool inside =
        std::ranges::all_of(manifest.outputs, is_inside, &InputRecord::name);
    if (!manifest.command.empty() && inside) return manifest;
  } catch (const Json::exception&) {  // said below
  }
  throw IoError{IoFault::bad_data,
                fmt::format("{}: it is no manifest that rehearse wrote (it "
                            "was changed, or cut): run the command again",
                            name)};
}

Manifest read_manifest(const fs::path& folder) {
  const fs::path file = folder / manifest_name;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) refuse_without(folder);
  if (!fs::is_regular_file(file, ignored))
    throw IoError{IoFault::bad_data,
                  fmt::format("{}: it is no regular file (a pipe, folder or "
                              "device): put back the one that was written",
                              file.string())};
  return parse_manifest(read_input(file.string(), manifest_limit),
                        file.string());
}

Kept kept(const fs::path& file, const std::string& sha256) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return Kept::missing;
  return sha256_hex(read_input(file.string(), output_limit)) == sha256
             ? Kept::unchanged
             : Kept::changed;
}

}  // namespace rehearse
