// What a manifest says, and that it is read as it was written.
#include "rehearse/store/manifest.hpp"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/store/sha256.hpp"
#include "support/catch.hpp"
#include "unit/store/folder.hpp"

using namespace rehearse;
using Catch::Matchers::Contains;

namespace {

// SHA-256 of "abc": FIPS 180-2, appendix B.1.
const std::string hash_of_abc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

RunRecord record() {
  RunRecord record{"rehearse power 'my trial.toml' --seed 1", "1", "c0"};
  record.threads = 3;
  record.wall_seconds = 1.5;
  record.command = "power";
  record.arguments = {"power", "my trial.toml", "--seed", "1"};
  record.config_file = input_record("my trial.toml", "abc");
  record.inputs = {*record.config_file, input_record("sites.csv", "id\n")};
  record.origin = RunOrigin{"2026-11-29T19:05:50Z", "ada", "engine"};
  return record;
}

const std::vector<RunFile> files{{"summary.json", "{}"}, {"table.csv", "a\n"}};

}  // namespace

TEST_CASE("a manifest says who, where, when and of what", "[store]") {
  const auto json = nlohmann::json::parse(manifest_json(record(), files));
  CHECK(json.at("date") == "2026-11-29T19:05:50Z");
  CHECK(json.at("user") == "ada");
  CHECK(json.at("host") == "engine");
  CHECK(json.at("threads") == 3);
  CHECK(json.at("wall_seconds") == 1.5);
  CHECK(json.at("arguments") ==
        std::vector<std::string>{"power", "my trial.toml", "--seed", "1"});
  CHECK(json.at("config_file").at("name") == "my trial.toml");
  CHECK(json.at("config_file").at("sha256") == hash_of_abc);
  CHECK(json.at("inputs_sha256").size() == 2);
  CHECK(json.at("inputs_sha256").at("my trial.toml") == hash_of_abc);
  CHECK(json.at("inputs_sha256").at("sites.csv") == sha256_hex("id\n"));
}

TEST_CASE("a repeatable manifest is the same whoever makes it", "[store]") {
  RunRecord mine = record();
  mine.origin.reset();
  RunRecord other = mine;
  other.threads = 64;
  other.wall_seconds = 9.0;
  other.cpu_seconds = 99.0;
  const std::string text = manifest_json(mine, files);
  CHECK(text == manifest_json(other, files));
  const auto json = nlohmann::json::parse(text);
  for (const char* own : {"date", "user", "host", "cpu", "simd_target",
                          "threads", "wall_seconds", "cpu_seconds"})
    CHECK_FALSE(json.contains(own));
  CHECK(json.contains("inputs_sha256"));
}

TEST_CASE("this process is of a user and a host, now", "[store]") {
  const RunOrigin origin = run_origin();
  REQUIRE(origin.date.size() == 20);
  CHECK(origin.date.substr(10, 1) == "T");
  CHECK(origin.date.back() == 'Z');
  CHECK(origin.date > "2020");
  CHECK_FALSE(origin.user.empty());
  char host[256] = {};
  REQUIRE(::gethostname(host, sizeof host - 1) == 0);
  CHECK(origin.host == host);
}

TEST_CASE("a manifest is read as it was written", "[store]") {
  const Manifest read = parse_manifest(manifest_json(record(), files), "m");
  CHECK(read.command == "power");
  CHECK(read.arguments == record().arguments);
  CHECK(read.command_line == record().command_line);
  CHECK(read.config_sha256 == "c0");
  CHECK(read.seed == "1");
  CHECK(read.inputs == record().inputs);
  CHECK(read.outputs ==
        std::vector<InputRecord>{input_record("summary.json", "{}"),
                                 input_record("table.csv", "a\n")});
  CHECK(read.origin.user == "ada");
}

TEST_CASE("an older manifest says less", "[store]") {
  const Manifest read = parse_manifest(
      R"({"version": "0.1.0", "seed": "ab", "config_sha256": "c",
          "command_line": "rehearse design x.toml", "outputs_sha256": {}})",
      "m");
  CHECK(read.command == "design");
  CHECK(read.version == "0.1.0");
  CHECK(read.seed == "ab");
  CHECK(read.arguments.empty());
  CHECK(read.inputs.empty());
  CHECK(read.origin.date.empty());
}

TEST_CASE("a folder without a manifest says why it has none", "[store]") {
  const Folder folder;
  CHECK_THROWS_WITH(read_manifest(folder.path / "none"),
                    Contains("there is no such folder"));
  fs::create_directories(folder.path);
  CHECK_THROWS_WITH(read_manifest(folder.path),
                    Contains("the run was ended before its files were whole"));
  std::ofstream{folder.path / "sweep.json"} << "{}";
  CHECK_THROWS_WITH(read_manifest(folder.path), Contains("is a shard"));
  for (const char* text :
       {"", "[]", "{}", "7", R"({"command": 7})",
        R"({"command": "power", "outputs_sha256": {"../x": ""}})",
        R"({"command": "power", "outputs_sha256": {"/etc/passwd": ""}})"}) {
    std::ofstream{folder.path / "manifest.json"} << text;
    CHECK_THROWS_WITH(read_manifest(folder.path),
                      Contains("it is no manifest that rehearse wrote"));
  }
}

TEST_CASE("a file is held against its hash", "[store]") {
  const Folder folder;
  fs::create_directories(folder.path);
  const fs::path file = folder.path / "a";
  CHECK(kept(file, hash_of_abc) == Kept::missing);
  std::ofstream{file} << "abc";
  CHECK(kept(file, hash_of_abc) == Kept::unchanged);
  std::ofstream{file} << "abd";
  CHECK(kept(file, hash_of_abc) == Kept::changed);
}
