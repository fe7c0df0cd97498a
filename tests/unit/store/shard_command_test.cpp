// How what a merge lacks is asked for.
#include "rehearse/store/shard_command.hpp"

#include "support/catch.hpp"
#include "unit/store/folder.hpp"

using namespace rehearse;

namespace {

ShardCommand command_in(const fs::path& folder,
                        std::vector<std::string> arguments) {
  return {std::move(arguments), folder.string()};
}

}  // namespace

TEST_CASE("a share's command is another's, but for share and folder",
          "[shard]") {
  const fs::path here = fs::current_path();
  for (const auto& given : std::vector<std::vector<std::string>>{
           {"sweep", "a b.toml", "--shard", "1/3", "--out", "p1"},
           {"sweep", "a b.toml", "--out=p1", "--shard=auto/3"},
           {"sweep", "--shard", "auto", "a b.toml", "--out"}}) {
    CAPTURE(given);
    CHECK(shard_line(command_in(here, given), {2, 3}, "p2") ==
          "rehearse sweep 'a b.toml' --shard 2/3 --out p2");
  }
  // From another folder the config's name means another file.
  CHECK(shard_line(command_in("/some where", {"sweep", "a.toml"}), {2, 3},
                   "p2") ==
        "cd '/some where' && rehearse sweep a.toml --shard 2/3 --out " +
            (here / "p2").string());
}

TEST_CASE("a share's folder is called as the others", "[shard]") {
  CHECK(shard_folder("part1", 1, 12) == "part12");
  CHECK(shard_folder("all/0003/", 3, 12) == "all/0012");
  CHECK(shard_folder("all/w1", 2, 3) == "all/shard-3");
  CHECK(shard_folder("first", 1, 3) == "shard-3");
}

TEST_CASE("a share's command is kept in its folder", "[shard]") {
  const Folder folder;
  CHECK_FALSE(read_shard_command(folder.path));
  write_shard_command(folder.path, {"sweep", "--vary", "a='ü\n"});
  const auto kept = read_shard_command(folder.path);
  REQUIRE(kept);
  CHECK(kept->arguments ==
        std::vector<std::string>{"sweep", "--vary", "a='ü\n"});
  CHECK(kept->folder == fs::current_path().string());
  std::ofstream{folder.path / "command.json"} << "{\"folder\": 3}";
  CHECK_FALSE(read_shard_command(folder.path));
}
