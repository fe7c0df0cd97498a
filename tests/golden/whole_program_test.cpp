// The program as a whole: its help, and what ends any command.
#include <filesystem>
#include <string>
#include <vector>

#include "golden/process.hpp"
#include "rehearse/store/build_info.hpp"
#include "support/catch.hpp"

using rehearse::golden::done;
using rehearse::golden::has;
using rehearse::golden::shell;

namespace {

std::vector<std::string> shipped_configs() {
  std::vector<std::string> configs;
  for (const auto& file :
       std::filesystem::directory_iterator{REHEARSE_SOURCE_DIR "/configs"})
    if (file.path().extension() == ".toml")
      configs.push_back("configs/" + file.path().filename().string());
  return configs;
}

}  // namespace

TEST_CASE("the program alone says what it can do", "[golden][usage]") {
  const auto result = shell("rehearse");
  CHECK(result.status == 64);
  CHECK(result.out.empty());
  for (const char* part : {"Usage: rehearse COMMAND", "\n  power ", "\n  open ",
                           "rehearse help COMMAND"})
    CHECK(has(result.err, part));
}

TEST_CASE("help and version are commands too", "[golden][usage][OPS-06]") {
  CHECK(done("rehearse help").out == done("rehearse --help").out);
  CHECK(done("rehearse help sweep").out == done("rehearse sweep --help").out);
  CHECK(done("rehearse version").out == done("rehearse --version").out);
}

TEST_CASE("memory that isn't there is status 71", "[golden][usage]") {
  const auto run = shell(
      "ulimit -v 500000; rehearse power configs/w1.toml --threads 2 "
      "--set trial.participants=9_000_000 --replicates 10 "
      "--set 'enrolment.rates=[{per_month=1e6}]'");
  CAPTURE(run.err);
  CHECK(run.status == 71);
  CHECK(has(run.err, "rehearse power: memory is exhausted"));
  CHECK(has(run.err, "9,000,000 participants take about"));
  CHECK(has(done("rehearse --help").out, "71 memory"));
}

TEST_CASE("each instruction set gives the same bytes of every config",
          "[golden][usage][OPS-01]") {
  const auto targets = rehearse::simd_targets();
  const auto configs = shipped_configs();
  REQUIRE(targets.size() > 1);  // the scalar one is everywhere
  REQUIRE(configs.size() > 8);
  for (const std::string& config : configs) {
    const std::string power =
        "rehearse power " + config + " --replicates 1000 --format json --simd ";
    const std::string bytes = done(power + targets[0]).out;
    CHECK(has(bytes, "\"looks\""));
    for (const std::string& target : targets) {
      CAPTURE(config, target);
      CHECK(done(power + target).out == bytes);
    }
  }
}
