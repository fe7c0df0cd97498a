// A live list and its seed: who can read them, and that they are not lost.
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "rehearse/store/sha256.hpp"
#include "support/catch.hpp"

using rehearse::golden::content;
using rehearse::golden::done;
using rehearse::golden::has;
using rehearse::golden::scratch;
using rehearse::golden::shell;

namespace {

namespace fs = std::filesystem;

const std::string trial = "configs/nct07008976.toml";

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("a live list is kept, its owner's alone, and not overwritten",
          "[golden][randomize][LST-04]") {
  const std::string command =
      "umask 000; rehearse randomize " + trial + " --out $SCRATCH/live";
  CHECK(done(command).out.empty());
  const fs::path folder = scratch() / "live";
  for (const char* name : {"list.csv", "seed.txt", "sealed.md", "quality.json",
                           "config.resolved.toml", "manifest.json"})
    CHECK(mode_of(folder / name) == 0600);
  for (const char* name : {"site-view.csv", "protocol.md"})
    CHECK(mode_of(folder / name) == 0666);
  const auto manifest =
      nlohmann::json::parse(content(folder / "manifest.json"));
  CHECK(manifest.at("seed") == "operating system, 256 bits");
  CHECK(manifest.at("quality").at("findings").empty());
  CHECK(manifest.at("quality").at("rows") > 300);
  CHECK(manifest.at("program_sha256") ==
        rehearse::sha256_hex(content(REHEARSE_BINARY)));
  for (const auto& [name, hash] : manifest.at("outputs_sha256").items())
    CHECK(hash == rehearse::sha256_hex(content(folder / name)));
  const std::string seed = content(folder / "seed.txt");
  REQUIRE(seed.size() == 65);
  CHECK_FALSE(has(content(folder / "manifest.json"), seed.substr(0, 64)));

  const std::string before = content(folder / "list.csv");
  const auto again = shell(command);
  CHECK(again.status == 73);
  CHECK(has(again.err, "there is a list already"));
  CHECK(content(folder / "list.csv") == before);
  // From its own resolved config and seed it is made again, byte by byte.
  CHECK(done("rehearse randomize $SCRATCH/live/config.resolved.toml --seed "
             "$(cat $SCRATCH/live/seed.txt) 2>/dev/null")
            .out == before);
  done(command + " --force");
  CHECK(content(folder / "list.csv") != before);
  CHECK(std::distance(fs::directory_iterator{folder}, {}) == 8);
}

TEST_CASE("a live list is not shown on a terminal, nor its seed anywhere",
          "[golden][randomize]") {
  // `script` runs a command on a terminal of its own.
  const auto on_terminal = [](const std::string& arguments) {
    return shell("script -qec 'rehearse randomize " + trial + " " + arguments +
                 "' /dev/null < /dev/null");
  };
  const auto refused = on_terminal("");
  CHECK(refused.status == 64);
  CHECK(has(refused.out, "a live list would be shown on the terminal"));
  CHECK_FALSE(has(refused.out, "randomization_number"));
  CHECK(on_terminal("--seed 5").status == 64);
  for (const char* allowed :
       {"--dummy", "--stdout", "--seed 5 --site-view", "--stdout --seed 5"}) {
    INFO(allowed);
    const auto shown = on_terminal(allowed);
    CHECK(shown.status == 0);
    CHECK(has(shown.out, "randomization_number"));
  }
  // No run but a dummy's tells the seed: 64 hex digits.
  const auto piped = done("rehearse randomize " + trial + " | cat");
  CHECK(has(piped.err, "seed (operating system, 256 bits) is kept nowhere"));
  CHECK(shell("rehearse randomize " + trial +
              " 2>&1 >/dev/null | grep -qiE '[0-9a-f]{32}'")
            .status == 1);
}

TEST_CASE("a live list that is redirected is its owner's alone",
          "[golden][randomize]") {
  const std::string command =
      "umask 022; rehearse randomize " + trial + " --seed 5 ";
  CHECK(has(done(command + "> $SCRATCH/redirected.csv").err,
            "now its owner's alone"));
  CHECK(mode_of(scratch() / "redirected.csv") == 0600);
  done(command + "--stdout > $SCRATCH/stdout.csv");
  CHECK(mode_of(scratch() / "stdout.csv") == 0644);
  CHECK(content(scratch() / "stdout.csv") ==
        content(scratch() / "redirected.csv"));
  done(command + "--dummy > $SCRATCH/dummy.csv");
  CHECK(mode_of(scratch() / "dummy.csv") == 0644);
  done(command + "--site-view > $SCRATCH/view.csv");
  CHECK(mode_of(scratch() / "view.csv") == 0644);
  CHECK(shell(command + "--stdout --out $SCRATCH/x").status == 64);
}

TEST_CASE("a sealed list is nowhere in the clear",
          "[golden][randomize][LST-03]") {
  done("cd $SCRATCH && rehearse keygen k.key > k.pub && echo 'a b c' > pass");
  CHECK(mode_of(scratch() / "k.key") == 0600);
  CHECK(shell("rehearse keygen $SCRATCH/k.key").status == 73);
  done("rehearse randomize " + trial +
       " --out $SCRATCH/s --encrypt-to $SCRATCH/k.pub --passphrase-file "
       "$SCRATCH/pass");
  const auto found = shell("grep -rl 'TQB2102,\\|T-DM1$' $SCRATCH/s");
  CHECK(found.status == 1);
  const std::string list =
      done("rehearse open $SCRATCH/s/list.csv.sealed --key $SCRATCH/k.key").out;
  CHECK(has(list, ",TQB2102\n"));
  CHECK(done("rehearse open $SCRATCH/s/list.csv.sealed --passphrase-file - "
             "< $SCRATCH/pass")
            .out == list);
  done(
      "rehearse open $SCRATCH/s/list.csv.sealed --key $SCRATCH/k.key --out "
      "$SCRATCH/list.csv");
  CHECK(mode_of(scratch() / "list.csv") == 0600);
  CHECK(shell("rehearse open $SCRATCH/k.pub --key $SCRATCH/k.key").status ==
        65);
  CHECK(done("rehearse randomize " + trial +
             " --check $SCRATCH/list.csv "
             "--seed $(rehearse open $SCRATCH/s/seed.txt.sealed --key "
             "$SCRATCH/k.key)")
            .status == 0);
}

TEST_CASE("nothing of a list is lost or left behind", "[golden][randomize]") {
  const std::string command =
      "rehearse randomize " + trial + " --out $SCRATCH/kept --quiet";
  done(command);
  const fs::path folder = scratch() / "kept";
  // The list moved away: its seed is still not to be overwritten.
  fs::remove(folder / "list.csv");
  CHECK(shell(command).status == 73);
  done("cd $SCRATCH && rehearse keygen kept.key > kept.pub");
  done(command + " --force --encrypt-to $SCRATCH/kept.pub");
  CHECK_FALSE(fs::exists(folder / "seed.txt"));
  CHECK_FALSE(fs::exists(folder / "config.resolved.toml"));
  CHECK(fs::exists(folder / "seed.txt.sealed"));
  // Of runs at once one makes the list.
  done("for i in 1 2 3 4; do rehearse randomize " + trial +
       " --out $SCRATCH/race --quiet 2>/dev/null & done; wait; rehearse "
       "randomize " +
       trial +
       " --check $SCRATCH/race/list.csv --seed $(cat $SCRATCH/race/seed.txt)");
}

TEST_CASE("a seed that was given is nowhere beside a sealed list",
          "[golden][randomize]") {
  const std::string seed =
      "ABCDEF0123456789ABCDEF0123456789"
      "ABCDEF0123456789ABCDEF0123456789";
  done("cd $SCRATCH && rehearse keygen g.key > g.pub");
  const std::string command = "rehearse randomize " + trial +
                              " --out $SCRATCH/given --encrypt-to "
                              "$SCRATCH/g.pub --force --seed";
  for (const char* between : {" ", "="}) {
    done(command + between + seed);
    CHECK(shell("grep -ril abcdef0123456789 $SCRATCH/given").status == 1);
  }
  // Nor is a secret key repeated that was given in the place of a public one.
  const auto secret = shell("rehearse randomize " + trial +
                            " --out $SCRATCH/g2 --encrypt-to \"$(tail -1 "
                            "$SCRATCH/g.key)\"");
  CHECK(secret.status == 65);
  CHECK_FALSE(has(secret.err, "rehearse-secret-"));
}
