// The program as its users run it: bytes, pipes, terminals and signals.
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "golden/process.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/version.hpp"
#include "support/catch.hpp"

using rehearse::golden::content;
using rehearse::golden::done;
using rehearse::golden::has;
using rehearse::golden::scratch;
using rehearse::golden::shell;

TEST_CASE("help is printed on stdout", "[golden][cli]") {
  const auto alone = done("rehearse --help");
  CHECK(has(alone.out, "Usage: rehearse"));
  CHECK(alone.err.empty());
  CHECK(done("rehearse --version").out == "rehearse " REHEARSE_VERSION "\n");
  const std::string command =
      GENERATE("power", "randomize", "simulate", "analyze", "check", "keygen",
               "open", "schema", "init", "info");
  CHECK(has(alone.out, "\n  " + command + " "));
  CHECK(has(done("rehearse " + command + " --help").out,
            "Usage: rehearse " + command));
  CHECK(has(done("rehearse " + command + " --help").out, "Example"));
}

TEST_CASE("the same bytes for any number of threads", "[golden][cli][OPS-01]") {
  const std::string command =
      "rehearse power configs/w3.toml --replicates 20000 --format json "
      "--threads ";
  const std::string one = done(command + "1").out;
  CHECK(done(command + "2").out == one);
  CHECK(done(command + "7").out == one);
  CHECK(done(command + "1 --seed 2").out != one);
}

TEST_CASE("a run folder is whole and says how it was made",
          "[golden][cli][OPS-04]") {
  const std::string command =
      "rehearse power configs/nct07008976.toml --replicates 3000 --quiet "
      "--format json --out $SCRATCH/a/run";
  const std::string printed = done(command).out;
  const auto folder = scratch() / "a" / "run";
  CHECK(content(folder / "summary.json") == printed);
  const auto manifest =
      nlohmann::json::parse(content(folder / "manifest.json"));
  const auto hashes = manifest.at("outputs_sha256");
  CHECK(hashes.size() == 4);
  for (const auto& [name, hash] : hashes.items())
    CHECK(hash == rehearse::sha256_hex(content(folder / name)));
  CHECK(manifest.at("config_sha256") == hashes.at("config.resolved.toml"));
  CHECK(manifest.at("seed") == 20250707);
  CHECK(has(manifest.at("command_line"), "--replicates 3000"));

  std::filesystem::copy(folder, scratch() / "a" / "before");
  done(command + " --threads 3");
  for (const auto& [name, hash] : hashes.items())
    CHECK(content(folder / name) == content(scratch() / "a" / "before" / name));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator{folder})
    files += entry.path().extension() == ".tmp" ? 100 : 1;
  CHECK(files == 5);
}

TEST_CASE("a resolved config gives the same result again",
          "[golden][cli][CFG-04]") {
  const auto first = done(
      "rehearse power configs/w3.toml --replicates 500 --format json --quiet "
      "--set endpoint.effect.hazard_ratio=0.7 --out $SCRATCH/resolved");
  const auto again = done(
      "rehearse power $SCRATCH/resolved/config.resolved.toml --format json");
  CHECK(again.out == first.out);
}

TEST_CASE("--out alone names the folder after trial and config",
          "[golden][cli]") {
  done(
      "root=$PWD; mkdir $SCRATCH/here; cd $SCRATCH/here; rehearse power "
      "$root/configs/w1.toml --out --replicates 64");
  const auto folders = scratch() / "here" / "results";
  const auto first = *std::filesystem::directory_iterator{folders};
  const std::string summary = content(first.path() / "summary.json");
  const auto json = nlohmann::json::parse(summary);
  const std::string hash = json.at("config_sha256");
  CHECK(first.path().filename() == "W1-power-" + hash.substr(0, 12));
}

TEST_CASE("replicates' rows add up to the summary", "[golden][cli]") {
  const auto result = done(
      "rehearse power configs/w3.toml --replicates 3000 --format json "
      "--replicate-data $SCRATCH/rows.csv");
  const auto json = nlohmann::json::parse(result.out);
  std::istringstream rows{content(scratch() / "rows.csv")};
  std::string row;
  std::getline(rows, row);
  int looks[2] = {0, 0};
  int first[2] = {0, 0};
  double z_sum[2] = {0, 0};
  for (int expected = 0; std::getline(rows, row); ++expected) {
    std::istringstream fields{row};
    std::string cell[11];
    for (std::string& one : cell) std::getline(fields, one, ',');
    REQUIRE(cell[0] == std::to_string(expected / 2));
    const int look = cell[1] == "final" ? 1 : 0;
    ++looks[look];
    first[look] += std::stoi(cell[4]);
    z_sum[look] += std::stod(cell[10]);
  }
  for (int look = 0; look < 2; ++look) {
    const auto& one = json.at("looks").at(static_cast<std::size_t>(look));
    CHECK(looks[look] == 3000);
    CHECK(first[look] / 3000.0 == Approx(one.at("reject").get<double>()));
    CHECK(z_sum[look] / 3000.0 ==
          Approx(one.at("z").at("mean").get<double>()).epsilon(1e-9));
  }
  CHECK(done("rehearse power configs/w3.toml --replicates 3000 --quiet "
             "--replicate-data -")
            .out == content(scratch() / "rows.csv"));
}

TEST_CASE("a gate that isn't met ends with 1", "[golden][cli][OPS-03]") {
  const std::string command =
      "rehearse power configs/w1.toml --replicates 5000 --require-power ";
  CHECK(done(command + "0.5").err.empty());
  const auto failed = shell(command + "0.99");
  CHECK(failed.status == 1);
  CHECK(has(failed.err, "is below the required 0.99"));
  CHECK(has(failed.out, "Power 0."));
}

TEST_CASE("an interrupted run says what was done so far",
          "[golden][cli][OPS-03]") {
  const std::string signal = GENERATE("INT", "TERM");
  const auto begin = std::chrono::steady_clock::now();
  const auto result = shell(
      "timeout --preserve-status -s " + signal +
      " 1 rehearse power configs/w1.toml --replicates 1000000000 --format json "
      "--out $SCRATCH/stopped --replicate-data $SCRATCH/stopped.csv");
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - begin;
  CHECK(took.count() < 3.0);  // a second, and what a busy machine adds
  CHECK(result.status == 75);
  CHECK(has(result.err, "of 1,000,000,000 replicates (no file was written)"));
  const auto json = nlohmann::json::parse(result.out);
  CHECK(json.at("interrupted") == true);
  CHECK(json.at("replicates") < 1'000'000'000);
  CHECK(json.at("replicates") > 0);
  CHECK(std::filesystem::is_empty(scratch() / "stopped"));
  CHECK_FALSE(std::filesystem::exists(scratch() / "stopped.csv"));
}

TEST_CASE("a reader that stops early is no error", "[golden][cli]") {
  const auto result = done(
      "rehearse power configs/w1.toml --replicates 20000 --quiet "
      "--replicate-data - | head -n 1");
  CHECK(result.out.starts_with("replicate,look,"));
  CHECK(result.err.empty());
}

TEST_CASE("colour and progress are for terminals", "[golden][cli][OUT-03]") {
  const std::string power = "rehearse power configs/w1.toml --replicates 64 ";
  const std::string escape = "\x1b[";
  const auto terminal = [](const std::string& command) {
    return done("script -qec '" + command + "' /dev/null").out;
  };
  CHECK_FALSE(has(done(power).out, escape));
  CHECK(has(done(power + "--color always").out, escape));
  CHECK(has(terminal(power), escape));
  CHECK_FALSE(has(terminal(power + "--color never"), escape));
  CHECK_FALSE(has(terminal("NO_COLOR=1 " + power), escape));
  CHECK(has(terminal("NO_COLOR= " + power), escape));
  CHECK(done(power).err.empty());
  CHECK(has(done(power + "--progress json").err, "{\"replicates_done\":64,"));
  CHECK(done(power + "--progress json --quiet").err.empty());
}

TEST_CASE("a bar comes after a second, on a terminal", "[golden][cli]") {
  const std::string power =
      "timeout -s INT 1.6 rehearse power configs/w1.toml --replicates "
      "1000000000 ";
  const auto terminal = [](const std::string& command) {
    return shell("script -qec '" + command + "' /dev/null").out;
  };
  CHECK(has(terminal(power), "of 1,000,000,000 replicates, "));
  CHECK(has(shell(power + "--progress bar").err, "[ "));
  CHECK_FALSE(has(shell(power).err, "[ "));
}

TEST_CASE("init writes a config that runs", "[golden][cli][CFG-06]") {
  const auto stdout_text = done("rehearse init").out;
  done("rehearse init $SCRATCH/new.toml");
  CHECK(content(scratch() / "new.toml") == stdout_text);
  done("rehearse init $SCRATCH/new.toml --force --quiet");
  done("rehearse check $SCRATCH/new.toml");
  done("rehearse power $SCRATCH/new.toml --replicates 64");
  done("rehearse init $SCRATCH/graph.toml --multiplicity holm");
  CHECK(has(content(scratch() / "graph.toml"), "[[hypotheses]]"));
  done("rehearse init $SCRATCH/graph.json --multiplicity gatekeeping");
  CHECK(nlohmann::json::parse(done("rehearse schema").out).is_object());
}

TEST_CASE("check says what was understood", "[golden][cli][OPS-06]") {
  const auto result = done("rehearse check configs/nct07008976.toml");
  CHECK(has(result.out, "permuted blocks of 4 or 6, a list for each of 8"));
  CHECK(has(result.out, "median 6.8 months"));
  CHECK(has(result.out, "rejects at z 2.4355"));  // 2.43548, oracle G1
  CHECK(has(result.out, "rejects at z 2.0002"));
  CHECK(has(done("rehearse info configs/w1.toml --threads 4").out,
            "on 4 threads: "));
}
