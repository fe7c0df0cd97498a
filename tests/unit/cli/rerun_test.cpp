// From a manifest to the arguments that make its result again.
#include "cli/rerun.hpp"

#include <algorithm>

#include "cli/verify.hpp"
#include "rehearse/text/shell_word.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using namespace rehearse::cli;
using Catch::Matchers::Contains;
using Words = std::vector<std::string>;

namespace {

Manifest manifest_of(Words arguments) {
  Manifest manifest;
  manifest.command = arguments.front();
  manifest.arguments = std::move(arguments);
  manifest.version = "0.2.0";
  return manifest;
}

const RerunPlace place{"c.toml", "out", std::nullopt, 0, false};

Words rerun(Words arguments) {
  return rerun_arguments(manifest_of(std::move(arguments)), place);
}

}  // namespace

TEST_CASE("what is in the resolved config or only shows is left out",
          "[verify]") {
  CHECK(rerun({"power",
               "x.toml",
               "--set",
               "a=1",
               "--set=b=2",
               "--seed",
               "7",
               "--replicates",
               "1e4",
               "--threads",
               "3",
               "--simd",
               "nowhere",
               "--format",
               "json",
               "--progress=bar",
               "--quiet",
               "--color",
               "never",
               "--out",
               "dir",
               "--repeatable",
               "--require-power",
               "0.9",
               "--replicate-data",
               "rows.csv"}) == Words{"power", "c.toml", "--out=out"});
}

TEST_CASE("what changes a file is kept", "[verify]") {
  CHECK(rerun({"power", "--null=each", "x.toml"}) ==
        Words{"power", "c.toml", "--out=out", "--null=each"});
  CHECK(rerun({"size", "x.toml", "--power", ".9", "--simulate", "--write", "s",
               "--force", "--solve=events"}) ==
        Words{"size", "c.toml", "--out=out", "--power=.9", "--solve=events",
              "--simulate"});
  CHECK(rerun({"simulate", "x.toml", "--replicates", "3-9"}) ==
        Words{"simulate", "c.toml", "--out=out", "--replicates=3-9"});
  CHECK(rerun({"simulate", "x.toml", "--replicate", "3", "--replicates",
               "100"}) ==
        Words{"simulate", "c.toml", "--out=out", "--replicate=3"});
  CHECK(rerun({"forecast", "x.toml", "--data", "d.csv", "--cutoff",
               "2026-11-30", "--where", "A=1", "--where", "B=-2"}) ==
        Words{"forecast", "c.toml", "--out=out", "--data=d.csv",
              "--cutoff=2026-11-30", "--where=A=1", "--where=B=-2"});
}

// The parser itself says whose a word is: --out takes the one after it.
TEST_CASE("a folder's name isn't taken for the config", "[verify]") {
  CHECK(rerun({"power", "x.toml", "--out"}) ==
        Words{"power", "c.toml", "--out=out"});
  CHECK(rerun({"design", "--out", "dir", "x.toml"}) ==
        Words{"design", "c.toml", "--out=out"});
}

TEST_CASE("a list's seed comes from a file", "[verify]") {
  RerunPlace with_seed = place;
  with_seed.seed_file = "s.txt";
  const Words wanted{"randomize", "c.toml", "--out=out", "--list-id=L",
                     "--seed-file=s.txt"};
  for (const Words& given :
       {Words{"randomize", "x.toml", "--list-id", "L", "--seed", "…"},
        Words{"randomize", "x.toml", "--list-id", "L", "--seed=…"},
        Words{"randomize", "x.toml", "--list-id", "L", "--seed-file", "gone"}})
    CHECK(rerun_arguments(manifest_of(given), with_seed) == wanted);
}

TEST_CASE("an older manifest's line is read as a shell would", "[verify]") {
  Manifest manifest = manifest_of({"power"});
  manifest.arguments.clear();
  manifest.command_line = "rehearse power 'my trial.toml' --null 'it'\\''s,b'";
  CHECK(rerun_arguments(manifest, place) ==
        Words{"power", "c.toml", "--out=out", "--null=it's,b"});
}

TEST_CASE("words come back from a shell's line", "[verify]") {
  const Words words{"plain", "", "two words", "it's", "a\\b", "\"q\"", "$x"};
  std::string line = "rehearse";
  for (const std::string& word : words) line += ' ' + shell_word(word);
  Words all{"rehearse"};
  all.insert(all.end(), words.begin(), words.end());
  CHECK(shell_words(line) == all);
  CHECK(command_line(words) == line);
}

TEST_CASE("a command line of another version may not be understood",
          "[verify]") {
  CHECK_THROWS_WITH(rerun({"power", "x.toml", "--later-flag", "1"}),
                    Contains("isn't understood by this version"));
}

TEST_CASE("a line that asks for help makes no result", "[verify]") {
  for (const char* flag : {"--help", "-h"})
    CHECK_THROWS_WITH(rerun({"power", flag}),
                      Contains("asks for help, which makes no result") &&
                          !Contains("caught"));
}

TEST_CASE("a line of another command isn't made again", "[verify]") {
  Manifest manifest = manifest_of({"qualify", "--record"});
  manifest.command = "power";
  CHECK_THROWS_WITH(rerun_arguments(manifest, place),
                    Contains("of `rehearse qualify`, the manifest of `power`"));
}

TEST_CASE("merged shards are a sweep's result", "[verify]") {
  Manifest manifest = manifest_of({"merge", "one", "two", "--out", "o"});
  manifest.command = "sweep";
  CHECK_FALSE(given_options(manifest).empty());
}

TEST_CASE("a seed is read unless it is hidden", "[verify]") {
  const auto has_seed = [](Words words) {
    const auto given = given_options(manifest_of(std::move(words)));
    return std::ranges::find(given, GivenOption{"--seed", {"7"}}) !=
           given.end();
  };
  CHECK(has_seed({"power", "x.toml", "--seed", "7"}));
  CHECK(has_seed({"power", "--seed=7", "x.toml"}));
  CHECK_FALSE(has_seed({"randomize", "x.toml", "--seed", "…"}));
}

TEST_CASE("threads and progress are asked of who has them", "[verify]") {
  const RerunPlace busy{"c.toml", "out", std::nullopt, 2, true};
  CHECK(
      rerun_arguments(manifest_of({"power", "x.toml"}), busy) ==
      Words{"power", "c.toml", "--out=out", "--threads=2", "--progress=json"});
  CHECK(rerun_arguments(manifest_of({"design", "x.toml"}), busy) ==
        Words{"design", "c.toml", "--out=out"});
}

TEST_CASE("the files that are read again are named", "[verify]") {
  CHECK(needed_files(manifest_of({"forecast", "x.toml", "--data", "d.csv",
                                  "--cutoff", "2026-11-30", "--previous",
                                  "p.json"})) == Words{"d.csv", "p.json"});
  CHECK(needed_files(manifest_of({"power", "x.toml"})).empty());
}

TEST_CASE("a sweep is made again from its description", "[verify]") {
  SweepIdentity sweep;
  sweep.keys = {"a", "b", "c"};
  sweep.values = {{"1", "x", "[1,2]"},
                  {"1", "\"y\"", "[3]"},
                  {"2", "x", "[1,2]"},
                  {"2", "\"y\"", "[3]"}};
  sweep.reference = 2;
  sweep.precision = "0.001";
  sweep.analytic = AnalyticColumn::present;
  CHECK(sweep_arguments(sweep, place) == Words{"sweep", "c.toml", "--out=out",
                                               "--precision=0.001",
                                               "--analytic"});
  CHECK(sweep_table(sweep) == R"(
[sweep]
vary = [
  { key = "a", values = ["1", "2"] },
  { key = "b", values = ["x", "\"y\""] },
  { key = "c", values = ["[1,2]", "[3]"] },
]
zip = ["b", "c"]
reference = { "a" = "2", "b" = "x", "c" = "[1,2]" }
)");
}

TEST_CASE("two axes of several keys are one", "[verify]") {
  SweepIdentity sweep;
  sweep.keys = {"a", "b", "c", "d"};
  sweep.values = {{"1", "1", "x", "x"},
                  {"1", "1", "y", "y"},
                  {"2", "2", "x", "x"},
                  {"2", "2", "y", "y"}};
  const std::string table = sweep_table(sweep);
  CHECK_THAT(table, Contains(R"(key = "a", values = ["1", "1", "2", "2"])"));
  CHECK_THAT(table, Contains(R"(zip = ["a", "b", "c", "d"])"));
}

TEST_CASE("a sweep over scenarios keeps what its line changed", "[verify]") {
  SweepIdentity sweep;
  sweep.keys = {"scenario"};
  sweep.seed = "7";
  CHECK(varies_scenarios(sweep));
  CHECK(scenario_arguments(
            manifest_of({"sweep", "x.toml", "--vary", "scenario=base,late",
                         "--set", "a=1", "--seed", "7", "--replicates=9",
                         "--out", "o", "--analytic"}),
            sweep, place) ==
        Words{"sweep", "c.toml", "--out=out", "--set=a=1", "--replicates=9",
              "--vary=scenario=base,late", "--analytic", "--seed=7"});
  sweep.keys = {"trial.participants"};
  CHECK_FALSE(varies_scenarios(sweep));
}

TEST_CASE("a line of progress says how far it is", "[verify]") {
  const auto run = progress_of_line(
      R"({"replicates_done":5,"replicates":10,"elapsed_seconds":0.1})");
  REQUIRE(run);
  CHECK(run->done == 5);
  CHECK(run->replicates == 10);
  CHECK(run->unit == "replicates");
  const auto sweep = progress_of_line(
      R"({"cells_done":1,"cells":4,"replicates_done":5,"replicates":10,)"
      R"("elapsed_seconds":0.1})");
  REQUIRE(sweep);
  CHECK(sweep->cells == 4);
  CHECK(sweep->cells_done == 1);
  const auto task = progress_of_line(
      R"({"calibration_replicates_done":5,"elapsed_seconds":0.1})");
  REQUIRE(task);
  CHECK(task->task == "calibration");
  CHECK(task->done == 5);
  CHECK(task->replicates == 0);
  CHECK_FALSE(progress_of_line("rehearse power: a warning"));
  CHECK_FALSE(progress_of_line(R"({"power": 1})"));
}
