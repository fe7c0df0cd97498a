// A run's folder: whose it is, who works in it, and what its manifest says.
#include "rehearse/store/run_folder.hpp"

#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "rehearse/store/sha256.hpp"
#include "support/catch.hpp"
#include "unit/store/folder.hpp"

using namespace rehearse;
using Catch::Matchers::Contains;

namespace {

const RunRecord record{"rehearse power x.toml", "1", "hash", 1};

void put(const fs::path& file, const std::string& bytes) {
  std::ofstream{file} << bytes;
}

}  // namespace

TEST_CASE("a folder's manifest is of its files", "[store][files][OPS-04]") {
  const Folder folder;
  RunFolder{folder.path, "power"}.write(record, {{"a", "1"}, {"b", "2"}});
  put(folder.path / "mine", "x");
  RunFolder{folder.path, "power"}.write(record, {{"a", "3"}}, {"b"});
  const auto manifest =
      nlohmann::json::parse(content(folder.path / "manifest.json"));
  CHECK(manifest.at("command") == "power");
  CHECK(manifest.at("outputs_sha256").at("a") == sha256_hex("3"));
  CHECK(manifest.at("outputs_sha256").size() == 1);
  CHECK(content(folder.path / "mine") == "x");
  CHECK(files_in(folder.path) == 3);  // nor a lock is left
}

TEST_CASE("a folder is of the command that wrote it", "[store][files]") {
  const Folder folder;
  const auto take = [&](const std::string& command) {
    RunFolder{folder.path, command};
  };
  SECTION("by its manifest") {
    RunFolder{folder.path, "randomize"}.write(record, {{"list.csv", "1"}});
    for (const char* other : {"power", "sweep", "simulate", "design", "size"})
      CHECK_THROWS_WITH(
          take(other),
          Contains("the folder is of 'rehearse randomize' (whose files "
                   "'rehearse " +
                   std::string{other} + "' would replace)"));
    take("randomize");
  }
  SECTION("by the command line of an older one") {
    put(folder.path / "manifest.json",
        R"({"command_line": "rehearse merge a b --out c"})");
    CHECK_THROWS_WITH(take("power"), Contains("is of 'rehearse merge'"));
    take("sweep");
  }
  SECTION("by names that no other has") {
    put(folder.path / "sweep.json", "");
    CHECK_THROWS_WITH(take("power"), Contains("is of 'rehearse sweep'"));
    fs::remove(folder.path / "sweep.json");
    put(folder.path / "list.csv.sealed", "");
    CHECK_THROWS_WITH(take("power"), Contains("is of 'rehearse randomize'"));
  }
  SECTION("a manifest that isn't ours is nobody's to replace") {
    for (const char* text : {"", "[]", "{}", R"({"name": "web app"})", "{]"}) {
      put(folder.path / "manifest.json", text);
      CHECK_THROWS_WITH(take("power"), Contains("it is no manifest"));
    }
  }
  CHECK_FALSE(fs::exists(folder.path / ".lock"));
}

TEST_CASE("two runs don't work in one folder", "[store][files]") {
  const Folder folder;
  const auto first = std::make_unique<RunFolder>(folder.path, "power");
  CHECK_THROWS_WITH((RunFolder{folder.path, "power"}),
                    Contains("another process works in the folder"));
  CHECK(fs::exists(folder.path / ".lock"));
}

TEST_CASE("a folder of secrets is its owner's from the first",
          "[store][files]") {
  const Folder folder;
  for (const ::mode_t mask : {0000, 0022, 0277}) {
    const ::mode_t before = ::umask(mask);
    const fs::path own = folder.path / std::to_string(mask) / "list";
    fs::create_directory(own.parent_path());
    fs::permissions(own.parent_path(), fs::perms::owner_all);
    { const RunFolder made{own, "randomize", Access::owner_only}; }
    ::umask(before);
    struct stat status {};
    REQUIRE(::stat(own.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0700U);
  }
}
