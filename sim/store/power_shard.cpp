#include "rehearse/store/power_shard.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/text/input_file.hpp"
#include "rehearse/version.hpp"

namespace rehearse {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

const InputLimit shard_limit{1'000'000, "a share's description"};
const InputLimit part_limit{64'000'000'000, "a part of a run"};

[[noreturn]] void refuse(const fs::path& file, const char* why) {
  throw IoError{IoFault::bad_data,
                fmt::format("{}: {}: run the shard again, it makes it anew",
                            file.string(), why)};
}

}  // namespace

std::string power_shard_json(const PowerShard& shard) {
  const Json json = {{"power_shard", 1},
                     {"version", REHEARSE_VERSION},
                     {"trial", shard.trial},
                     {"config_sha256", shard.config_sha256},
                     {"seed", shard.seed},
                     {"replicates", shard.replicates},
                     {"index", shard.shard.index},
                     {"count", shard.shard.count},
                     {"part_sha256", shard.part_sha256}};
  return json.dump(1) + '\n';
}

PowerShard read_power_shard(const fs::path& folder) {
  const fs::path file = folder / power_shard_name;
  const std::string text = read_input(file.string(), shard_limit);
  PowerShard shard;
  try {
    const Json json = Json::parse(text);
    json.at("trial").get_to(shard.trial);
    json.at("config_sha256").get_to(shard.config_sha256);
    json.at("seed").get_to(shard.seed);
    json.at("replicates").get_to(shard.replicates);
    json.at("index").get_to(shard.shard.index);
    json.at("count").get_to(shard.shard.count);
    json.at("part_sha256").get_to(shard.part_sha256);
  } catch (const Json::exception&) {
    refuse(file, "it is cut, or no JSON of a power run's shard");
  }
  if (power_shard_json(shard) != text)
    refuse(file, "another version wrote it, or it was changed");
  if (!shard.shard.is_share()) refuse(file, "its index is none of its shards");
  return shard;
}

std::string read_begun_part(const fs::path& folder) {
  const fs::path file = folder / begun_part_name;
  std::error_code ignored;
  return fs::exists(file, ignored) ? read_input(file.string(), part_limit) : "";
}

std::string read_part(const fs::path& folder, const PowerShard& shard) {
  const fs::path file = folder / power_part_name;
  std::string bytes = read_input(file.string(), part_limit);
  if (sha256_hex(bytes) != shard.part_sha256)
    refuse(file, "it was changed or cut (its SHA-256 is another)");
  return bytes;
}

}  // namespace rehearse
