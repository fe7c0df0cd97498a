// What a config says of randomization lists.
#include <algorithm>

#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/lists/seed.hpp"
#include "unit/config/files.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

using Lengths = std::vector<std::uint32_t>;

// The base with other [randomization] keys; strata by sex (0.4 and 0.6 of 200
// participants).
Lengths lengths_of(const std::string& keys) {
  return load_toml(replaced(base_text(), "block_sizes = [4]", keys))
      .scenario.stratum_lengths;
}

LoadedConfig read_list(const std::string& text) {
  return parse_config(text, "trial.toml", Dialect::toml, config_folder, {},
                      Reading::list);
}

const std::string bare =
    "[trial]\nid = 'T'\nparticipants = 90\n"
    "[[arms]]\nid = 'a'\nrole = 'experimental'\n"
    "[[arms]]\nid = 'b'\nrole = 'experimental'\nallocation = 2\n"
    "[[arms]]\nid = 'c'\nrole = 'control'\n"
    "[randomization]\nblock_sizes = [4, 8]\n";

}  // namespace

TEST_CASE("a list is as long as its stratum is likely to need", "[config]") {
  // 200 x 0.4 x 1.5 and 200 x 0.6 x 1.5.
  CHECK(lengths_of("block_sizes = [4]") == Lengths{120, 180});
  CHECK(lengths_of("block_sizes = [4]\noverrun = 0") == Lengths{80, 120});
  // Up to whole blocks of one size; the list closes those of several.
  CHECK(lengths_of("block_sizes = [14]\noverrun = 0") == Lengths{84, 126});
  CHECK(lengths_of("block_sizes = [14, 2]\noverrun = 0") == Lengths{80, 120});
  // Two blocks at least.
  CHECK(lengths_of("block_sizes = [100]\noverrun = 0") == Lengths{200, 200});
  CHECK(lengths_of("procedure = 'random-allocation'\noverrun = 0.005") ==
        Lengths{82, 122});
  CHECK(lengths_of("procedure = 'complete'\noverrun = 0.005") ==
        Lengths{81, 121});
}

namespace {

std::string by_site(const std::string& keys) {
  return "[trial]\nid = 'T'\nparticipants = 250\n"
         "[[arms]]\nid = 'a'\nrole = 'experimental'\n"
         "[[arms]]\nid = 'b'\nrole = 'control'\n"
         "[sites]\ncount = 62\n"
         "[randomization]\nstratify_by = ['site']\n" +
         keys;
}

// The arms of each stratum's rows.
std::vector<std::vector<std::uint32_t>> arms_of(const Scenario& scenario) {
  const RandomizationList list = make_randomization_list(scenario);
  std::vector<std::vector<std::uint32_t>> arms(list.strata.size());
  for (const ListRow& row : list.rows)
    arms[row.stratum].push_back(row.assignment.arm);
  return arms;
}

}  // namespace

TEST_CASE("short lists grow at their end until none is likely to run out",
          "[config][exact]") {
  const std::string keys = GENERATE(
      "block_sizes = [4]\n", "block_sizes = [4, 6]\n",
      "procedure = 'complete'\n", "procedure = 'urn'\n",
      "procedure = 'random-allocation'\n", "procedure = 'maximal'\nmti = 3\n");
  INFO(keys);
  const Scenario before = read_list(by_site(keys + "overrun = 0.5\n")).scenario;
  const Scenario now = read_list(by_site(keys)).scenario;
  CHECK_FALSE(before.randomization.runout_probability);
  CHECK(now.randomization.runout_probability == 0.001);
  const auto short_lists = arms_of(before);
  const auto lists = arms_of(now);
  REQUIRE(lists.size() == short_lists.size());
  for (std::size_t s = 0; s < lists.size(); ++s) {
    // R: qbinom(0.001 / 62, 250, 1 / 62, lower.tail = FALSE) is 15.
    CHECK(lists[s].size() >= 15);
    CHECK(lists[s].size() >= short_lists[s].size());
    CHECK(std::equal(short_lists[s].begin(), short_lists[s].end(),
                     lists[s].begin()));
  }
  const auto runout = [](const Scenario& scenario) {
    return list_runout(make_randomization_list(scenario), scenario).probability;
  };
  CHECK(runout(now) <= 0.001);
  CHECK(runout(before) > 0.004);
  // What is simulated doesn't change: procedures with an end keep it.
  if (keys.find("random-allocation") != std::string::npos ||
      keys.find("maximal") != std::string::npos)
    CHECK(now.stratum_lengths == before.stratum_lengths);
}

TEST_CASE("the probability to run out may be stated, and lengths stay",
          "[config]") {
  const auto rows = [](const std::string& keys) {
    return read_list(by_site("block_sizes = [4]\n" + keys))
        .scenario.stratum_rows[0];
  };
  CHECK(rows("") == 16);
  CHECK(rows("overrun = 0.5\n") == 8);
  CHECK(rows("list_length = { default = 8 }\n") == 8);
  CHECK(rows("list_length = { 'site=2' = 8 }\n") == 8);  // the overrun's
  CHECK(rows("runout_probability = 0.1\n") == 12);
  CHECK(rows("runout_probability = 1e-9\n") == 24);
  // Both: the longer.
  CHECK(rows("overrun = 0\nrunout_probability = 0.001\n") == 16);
  CHECK(rows("overrun = 9\nrunout_probability = 0.001\n") == 44);
  // The resolved config says the same.
  const LoadedConfig once = read_list(by_site("block_sizes = [4]\n"));
  const LoadedConfig twice = read_list(once.resolved_toml);
  CHECK(twice.sha256 == once.sha256);
  CHECK(twice.scenario.stratum_rows == once.scenario.stratum_rows);
  for (const char* no : {"0", "1", "-0.1"})
    CHECK_THROWS_AS(rows(std::string{"runout_probability = "} + no + "\n"),
                    ConfigError);
}

TEST_CASE("a stated length holds for the strata it names", "[config]") {
  CHECK(lengths_of("block_sizes = [4]\nlist_length = { default = 41 }") ==
        Lengths{44, 44});
  CHECK(lengths_of("block_sizes = [4]\n"
                   "list_length = { default = 40, 'sex=m' = 60 }") ==
        Lengths{40, 60});
  CHECK(lengths_of("block_sizes = [4]\nlist_length = { 'sex=f' = 8 }") ==
        Lengths{8, 180});
  const std::string both = replaced(
      replaced(base_text(), "block_sizes = [4]\nstratify_by = [\"sex\"]",
               "block_sizes = [4]\nstratify_by = [\"sex\", \"age\"]\n"
               "list_length = { default = 4, 'sex=m' = 8, 'age=<65' = 12, "
               "'age=<65;sex=m' = 16 }"),
      "[analysis]\nstratify_by = [\"sex\"]", "[analysis]");
  CHECK(load_toml(both).scenario.stratum_lengths == Lengths{12, 4, 16, 8});
  CHECK(faults_of(replaced(both, ", 'age=<65;sex=m' = 16", "")) ==
        std::vector<std::string>{
            "trial.toml:25:15: randomization.list_length: two entries with as "
            "many parts hold for stratum \"sex=m;age=<65\" (which is its "
            "length?): add one for it"});
}

TEST_CASE("a list needs neither outcomes nor two arms", "[config]") {
  const LoadedConfig loaded = read_list(bare);
  CHECK_FALSE(loaded.has_outcomes);
  const std::vector<Arm>& arms = loaded.scenario.arms;
  REQUIRE(arms.size() == 3);
  CHECK(arms[0].id == "c");
  CHECK(arms[1].id == "a");
  CHECK(arms[2].id == "b");
  CHECK(arms[2].allocation == 2);
  CHECK(loaded.scenario.stratum_lengths == Lengths{135});
  // What plays no part is not in the resolved config, nor in its hash.
  CHECK(loaded.sha256 ==
        read_list(bare + "[analysis]\nalpha = 0.05\n"
                         "[[analysis.looks]]\nname = 'final'\n")
            .sha256);
  CHECK(read_list(base_text()).has_outcomes);
  CHECK(read_list(base_text()).sha256 == load_toml(base_text()).sha256);
}

TEST_CASE("a list's config is checked as any other", "[config][errors]") {
  const auto fails = [](const std::string& text) {
    CHECK_THROWS_AS(read_list(text), ConfigError);
  };
  fails(replaced(bare, "'control'", "'experimental'"));
  fails(replaced(bare, "[4, 8]", "[4, 6]"));
  fails(replaced(bare, "'a'\nrole = 'experimental'", "'a'\nrole = 'control'"));
  fails(replaced(bare, "block_sizes = [4, 8]", "procedure = 'urn'"));
  fails(base_text() + "x = 1\n");
}

TEST_CASE("a dummy list has streams of its own", "[config]") {
  Scenario live = load_toml(base_text()).scenario;
  Scenario dummy = live;
  set_seed("7", SeedUse::run, live);
  set_seed("7", SeedUse::dummy, dummy);
  CHECK(live.seed == 7);
  CHECK(dummy.seed != live.seed);
  REQUIRE(dummy.stratum_streams.size() == live.stratum_streams.size());
  for (std::size_t s = 0; s < live.stratum_streams.size(); ++s)
    CHECK(dummy.stratum_streams[s] != live.stratum_streams[s]);
}

TEST_CASE("an alternative forgets the keys of the procedure before",
          "[config]") {
  Overrides other;
  other.forget = {"procedure", "block_sizes"};
  other.set = {"randomization.procedure=big-stick", "randomization.mti=2"};
  const Scenario scenario =
      parse_config(base_text(), "t", Dialect::toml, config_folder, other)
          .scenario;
  CHECK(scenario.randomization.procedure.kind == ProcedureKind::big_stick);
  CHECK(scenario.randomization.procedure.mti == 2);
  CHECK(scenario.randomization.stratify_by.size() == 1);
}
