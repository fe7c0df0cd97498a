// A run that is made in parts is the same run: its report has the same bytes.
#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "rehearse/core/bytes.hpp"
#include "rehearse/study/power.hpp"
#include "support/catch.hpp"
#include "unit/study/trial.hpp"

using namespace rehearse;

namespace {

std::string printed(const PowerReport& report) {
  return print(report_of(report), Format::json) +
         print(report_of(report), Format::csv) +
         print(report_of(report), Format::table);
}

LoadedConfig read(const std::string& file,
                  const std::vector<std::string>& set = {}) {
  Overrides overrides;
  overrides.set = set;
  overrides.replicates = "2500";  // the last chunk isn't whole
  return load_config(std::string{REHEARSE_SOURCE_DIR} + file, overrides);
}

// Of chunks [first, first + count), through its bytes.
PowerPart part_of(const TrialConfig& config, std::uint64_t first,
                  std::uint64_t count) {
  StudyRun run;
  run.threads = 2;
  const auto part = study_power_part(config, {first, count}, run);
  REQUIRE(part);
  return read_power_part(config.scenario, part_origin(config), bytes_of(*part));
}

void check_parts(const TrialConfig& config) {
  const std::string whole = printed(study_power(config, {}));
  std::vector<PowerPart> single;
  for (const std::uint64_t chunk : {2, 0, 1})
    single.push_back(part_of(config, chunk, 1));
  CHECK(printed(study_power(config, joined(single), {})) == whole);
  CHECK(printed(study_power(config, part_of(config, 0, 3), {})) == whole);
  PowerPart pair = joined({single[2], single[1]});
  pair = read_power_part(config.scenario, part_origin(config), bytes_of(pair));
  CHECK(printed(study_power(config, joined({single[0], pair}), {})) == whole);
}

std::string fault_of(std::vector<PowerPart> parts) {
  try {
    (void)joined(std::move(parts));
  } catch (const PartError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a run in parts is the run, to the last byte", "[study][exact]") {
  SECTION("one look") { check_parts(read("/configs/w1.toml")); }
  SECTION("futility") { check_parts(read("/configs/w3.toml")); }
  SECTION("two looks and further tests") {
    check_parts(read("/configs/nct07008976.toml",
                     {"analysis.also_tests=[\"maxcombo\"]"}));
  }
  SECTION("readers") { check_parts(read("/configs/nct07008976-irc.toml")); }
  SECTION("hypotheses and switching") {
    check_parts(read("/configs/nct07008976-os.toml"));
  }
  SECTION("three arms") { check_parts(read("/configs/pfs-os-two-arms.toml")); }
}

TEST_CASE("a run's first chunks are a shorter run", "[study][exact]") {
  LoadedConfig config = read_trial({"simulation.replicates=2048"});
  const PowerPart part = part_of(read_trial({}), 0, 2);
  CHECK(part.replicates == 2048);
  CHECK(printed(study_power(config, part, {})) ==
        printed(study_power(config, {})));
}

TEST_CASE("parts that aren't one run are refused by name", "[study]") {
  const LoadedConfig config = read_trial({});
  const PowerPart first = part_of(config, 0, 1);
  const PowerPart last = part_of(config, 2, 1);
  CHECK(fault_of({first, last}) ==
        "replicates 1024 to 2047 are missing: add the part that has them");
  CHECK(fault_of({first, first}) ==
        "replicates 0 to 1023 are there twice: leave one of the parts out");
  const PowerPart seeded = part_of(read_trial({"simulation.seed=5"}), 1, 1);
  CHECK(
      fault_of({first, seeded}).starts_with("parts are of different seeds, "));
  const PowerPart other =
      part_of(read_trial({"endpoint.effect.hazard_ratio=0.6"}), 1, 1);
  CHECK(
      fault_of({first, other}).starts_with("parts are of different configs, "));
  CHECK_THROWS_AS(study_power(config, last, {}), PartError);
}

TEST_CASE("damaged bytes are no part", "[study]") {
  const LoadedConfig config = read_trial({});
  const PartOrigin origin = part_origin(config);
  const std::string bytes = bytes_of(part_of(config, 0, 1));
  const auto read_bytes = [&](std::string_view some) {
    return read_power_part(config.scenario, origin, some);
  };
  CHECK(read_bytes(bytes).replicates == 1024);
  for (std::size_t i = 0; i < bytes.size(); i += 37) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    CHECK_THROWS_AS(read_bytes(damaged), PartError);
    CHECK_THROWS_AS(read_bytes(std::string_view{bytes}.substr(0, i)),
                    PartError);
  }
  CHECK_THROWS_AS(read_bytes(bytes + '\0'), PartError);
}

TEST_CASE("room is made for the chunks that bytes have, not that they name",
          "[study]") {
  const LoadedConfig config = read_trial({});
  ByteWriter bytes;
  std::string mark = "rehearse power part 1\n";
  PartOrigin origin = part_origin(config);
  std::uint64_t first = 0;
  std::uint64_t chunks = std::uint64_t{1} << 22;
  std::uint64_t replicates = chunks * chunk_replicates;
  bytes(mark, origin, first, replicates, chunks);
  std::string fault;
  try {
    (void)read_power_part(config.scenario, origin, bytes.text() + "\1\1");
  } catch (const PartError& error) {
    fault = error.what();
  }
  CHECK(fault.find("end before their chunks") != std::string::npos);
}

TEST_CASE("a part that is ended goes on to the same bytes", "[study][exact]") {
  Overrides overrides;
  overrides.replicates = "60000";  // the last chunk isn't whole
  const TrialConfig config = load_config(
      std::string{REHEARSE_SOURCE_DIR} + "/configs/w1.toml", overrides);
  const ChunkRange chunks{3, 56};  // to the end of the run
  const auto whole = study_power_part(config, chunks, {});
  REQUIRE(whole);
  std::atomic<bool> stop{false};
  StudyRun run;
  run.stop = &stop;
  GrowingPart part;
  part.seconds = 0.0;  // kept after each bit
  std::vector<std::uint64_t> kept;
  std::string last;
  part.keep = [&](const PowerPart& done) {
    kept.push_back(done.chunks());
    last = bytes_of(done);
    stop = kept.size() % 2 == 0;
  };
  CHECK_FALSE(study_power_part(config, chunks, part, run));
  CHECK(kept == std::vector<std::uint64_t>{16, 32});
  stop = false;
  part.begun = read_power_part(config.scenario, part_origin(config), last);
  const auto gone_on = study_power_part(config, chunks, part, run);
  REQUIRE(gone_on);
  CHECK(kept == std::vector<std::uint64_t>{16, 32, 48});
  CHECK(bytes_of(*gone_on) == bytes_of(*whole));
  // What is whole already is simulated no more.
  stop = true;
  part.begun = whole;
  const auto there = study_power_part(config, chunks, part, run);
  REQUIRE(there);
  CHECK(bytes_of(*there) == bytes_of(*whole));
}
