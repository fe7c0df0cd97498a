// Results are made again from their folders, by the whole program.
#include "golden/verified.hpp"

using namespace rehearse::golden;
namespace fs = std::filesystem;

TEST_CASE("results of each command come out again",
          "[golden][verify][OPS-05]") {
  const std::string with_set =
      trial + quick + "--set endpoint.effect.hazard_ratio=0.65 ";
  CHECK(equal(made("v-power", "power " + with_set + "--require-power 0.1"))
            .at("files")
            .size() == 5);
  equal(made("v-design", "design " + with_set + "--interim-z 1.5"));
  equal(made("v-size", "size " + with_set + "--power 0.85 --solve events"));
  equal(made("v-simulate", "simulate " + with_set + "--replicates 3-5"));
  equal(
      made("v-null",
           "power configs/nct07008976-os.toml --null all --quiet --replicates "
           "1000"),
      "--threads 1");
}

TEST_CASE("a simulated size comes out again", "[golden][verify]") {
  equal(made("v-sizes",
             "size configs/w1.toml --power 0.8 --simulate --quiet --replicates "
             "2000"));
}

TEST_CASE("a sweep comes out again with its cells", "[golden][verify]") {
  const std::string vary =
      "--vary endpoint.effect.hazard_ratio=0.5,0.6 --vary "
      "\"analysis.test=logrank,fh(0,1)\" --reference "
      "endpoint.effect.hazard_ratio=0.6 --analytic ";
  const fs::path folder = made("v-sweep", "sweep " + trial + quick + vary);
  const Json report = equal(folder);
  CHECK(file_of(report, "cells/000004.csv").at("unchanged") == nullptr);
  CHECK(file_of(report, "config.resolved.toml").at("unchanged") == true);

  replace(folder / "cells" / "000003.csv", ",0.6", ",0.7");
  const Json changed = differing(folder);
  CHECK(file_of(changed, "cells/000003.csv").at("equal") == false);
  CHECK(file_of(changed, "cells/000002.csv").at("equal") == true);
  CHECK(changed.at("not_of_the_run").empty());
  // Of a long line the first difference is shown, not its beginning.
  std::string cell = content(folder / "cells" / "000002.csv");
  const auto digit = cell.find_last_of("0123456789");
  REQUIRE(digit != std::string::npos);
  cell[digit] = cell[digit] == '1' ? '2' : '1';
  std::ofstream{folder / "cells" / "000002.csv"} << cell;
  const auto text = shell("rehearse verify '" + folder.string() + "'");
  const auto quote = text.out.find("cells/000002.csv, line 2: `… ");
  REQUIRE(quote != std::string::npos);
  CHECK(has(text.out.substr(quote), cell.substr(digit - 4, 5) + "`"));
}

TEST_CASE("a config's own [sweep] comes out again", "[golden][verify]") {
  std::ofstream{scratch() / "own.toml"}
      << content(fs::path{REHEARSE_SOURCE_DIR} / "configs/w1.toml") << R"(
[sweep]
vary = [
  { key = "analysis.alpha", values = [0.01, 0.025, 0.025] },
  { key = "trial.participants", values = [200, 200, 246] },
]
zip = ["analysis.alpha", "trial.participants"]
)";
  equal(made("v-own",
             "sweep $SCRATCH/own.toml --replicates 500 --quiet --precision "
             "0.02"));
}

TEST_CASE("merged shards come out again, a shard by itself has no manifest",
          "[golden][verify]") {
  const std::string sweep = "sweep " + trial + quick +
                            "--vary trial.participants=200,246 --shard 1/2 ";
  const fs::path first = made("v-1", sweep);
  made("v-2", "sweep " + trial + quick +
                  "--vary trial.participants=200,246 --shard 2/2 ");
  equal(made("v-merged", "merge $SCRATCH/v-1 $SCRATCH/v-2 --quiet"));
  const auto alone = shell("rehearse verify $SCRATCH/v-1");
  CHECK(alone.status == 66);
  CHECK(has(alone.err, "`rehearse merge` the shards"));
}

TEST_CASE("a sweep over scenarios needs its config file", "[golden][verify]") {
  const fs::path config = scratch() / "scenarios.toml";
  std::ofstream{config} << content(fs::path{REHEARSE_SOURCE_DIR} / trial) << R"(
[scenarios.worse]
"endpoint.effect.hazard_ratio" = 0.8
)";
  const fs::path folder =
      made("v-scenarios", "sweep $SCRATCH/scenarios.toml" + quick +
                              "--vary scenario=base,worse");
  equal(folder);
  std::ofstream{config, std::ios::app} << "# a comment\n";
  const Json report = differing(folder);
  CHECK(has(report.at("not_made"), "scenarios.toml was changed since"));
}

TEST_CASE("a list comes out again from its seed", "[golden][verify]") {
  const fs::path folder = made("v-list", "randomize " + trial + " --quiet");
  equal(folder);
  const std::string seed = content(folder / "seed.txt");
  fs::rename(folder / "seed.txt", scratch() / "kept-seed");
  const Json without = differing(folder);
  CHECK(has(without.at("not_made"), "--seed-file"));
  CHECK(has(without.at("not_made"), "finds nothing wrong in list.csv"));
  CHECK(file_of(without, "list.csv").at("unchanged") == true);
  CHECK(file_of(without, "list.csv").at("equal") == nullptr);

  const std::string list_rows = content(folder / "list.csv");
  std::ofstream{folder / "list.csv"} << "\"no list";
  CHECK(has(differing(folder).at("not_made"),
            "`randomize --check` can't check list.csv (exit status 65)"));
  std::ofstream{folder / "list.csv"} << list_rows;

  fs::copy_file(scratch() / "kept-seed", folder / "seed.txt");
  std::ofstream{scratch() / "other-seed"} << std::string(64, 'a') << '\n';
  const Json other = differing(folder, "--seed-file $SCRATCH/other-seed");
  const Json& list = file_of(other, "list.csv");
  CHECK(list.at("equal") == false);
  CHECK(list.at("first").at(0).at("there") == nullptr);  // it would unblind
  CHECK(list.at("first").at(0).at("here") == nullptr);
  CHECK_FALSE(has(other.dump(), seed.substr(0, 64)));
  equal(folder, "--seed-file $SCRATCH/kept-seed");
}

TEST_CASE("a sealed list is opened to be made again", "[golden][verify]") {
  done("rm -f $SCRATCH/v.key*; rehearse keygen $SCRATCH/v.key --quiet");
  const fs::path folder =
      made("v-sealed",
           "randomize " + trial + " --quiet --encrypt-to $SCRATCH/v.key");
  const Json closed = differing(folder);
  CHECK(has(closed.at("not_made"), "sealed: add --key FILE"));
  CHECK(equal(folder, "--key $SCRATCH/v.key").at("files").size() >= 7);
}

TEST_CASE("a forecast comes out again where its data are", "[golden][verify]") {
  done("rehearse simulate " + trial +
       " --replicate 7 --look interim --table adtte --quiet > "
       "$SCRATCH/adtte.csv");
  const fs::path folder =
      made("v-forecast", "forecast " + trial +
                             " --data $SCRATCH/adtte.csv --adam --dropout "
                             "CNSR=5 --cutoff 2027-03-15 --futures 200 "
                             "--quiet");
  equal(folder);
  const std::string data = content(scratch() / "adtte.csv");
  std::ofstream{scratch() / "adtte.csv", std::ios::app} << "\n";
  CHECK(has(differing(folder).at("not_made"), "adtte.csv was changed since"));
  fs::remove(scratch() / "adtte.csv");
  CHECK(has(differing(folder).at("not_made"), "adtte.csv isn't there"));
  std::ofstream{scratch() / "adtte.csv"} << data;
  equal(folder);
}

TEST_CASE("what was changed since the run is told", "[golden][verify]") {
  const std::string power = "power configs/w1.toml --replicates 1000 --quiet";
  const fs::path folder = made("v-changed", power);
  SECTION("a byte of a table") {
    replace(folder / "table.md", "Power", "Powor");
    const Json report = differing(folder);
    const Json& table = file_of(report, "table.md");
    CHECK(table.at("unchanged") == false);
    CHECK(table.at("equal") == false);
    CHECK(table.at("differences") == 1);
    CHECK(file_of(report, "summary.json").at("equal") == true);
    const auto text = shell("rehearse verify '" + folder.string() + "'");
    CHECK(text.status == 1);
    CHECK(has(text.out, "CHANGED"));
    CHECK(has(text.out, "Powor"));
  }
  SECTION("a number, and the manifest with it") {
    const Json summary = Json::parse(content(folder / "summary.json"));
    const double power_there = summary.at("power").at("estimate");
    Json other = summary;
    other["power"]["estimate"] = power_there + 0.25;
    std::ofstream{folder / "summary.json"} << other.dump(2) << '\n';
    update_hash(folder, "summary.json");
    const Json report = differing(folder);
    const Json& file = file_of(report, "summary.json");
    CHECK(file.at("unchanged") == true);
    CHECK(file.at("equal") == false);
    CHECK(file.at("first").at(0).at("where") == "/power/estimate");
    CHECK(file.at("largest_relative").get<double>() ==
          Approx(0.25 / (power_there + 0.25)));
    CHECK(file.at("last_digits") == false);
  }
  SECTION("the config") {
    replace(folder / "config.resolved.toml", "replicates = 1000",
            "replicates = 1001");
    const Json report = differing(folder);
    CHECK(has(report.at("not_made"), "config.resolved.toml is changed"));
    CHECK(file_of(report, "config.resolved.toml").at("unchanged") == false);
    CHECK(file_of(report, "table.csv").at("equal") == nullptr);
  }
  SECTION("the config is gone") {
    fs::remove(folder / "config.resolved.toml");
    CHECK(has(differing(folder).at("not_made"),
              "config.resolved.toml is missing (the run is made again of it)"));
  }
  SECTION("the hash of the config is gone") {
    Json manifest = Json::parse(content(folder / "manifest.json"));
    manifest.erase("config_sha256");
    std::ofstream{folder / "manifest.json"} << manifest.dump(2);
    CHECK(has(differing(folder).at("not_made"),
              "the manifest has no config_sha256"));
  }
  SECTION("a file that is gone") {
    fs::remove(folder / "table.csv");
    const Json report = differing(folder);
    CHECK(file_of(report, "table.csv").at("unchanged") == false);
    CHECK(file_of(report, "table.csv").at("equal") == false);
  }
}

TEST_CASE("files that the run didn't make are named", "[golden][verify]") {
  const fs::path folder =
      made("v-strangers", "power configs/w1.toml --replicates 500 --quiet");
  CHECK(equal(folder).at("not_of_the_run").empty());
  fs::create_directories(folder / "t");
  std::ofstream{folder / "t" / "extra.csv"} << "a\n1\n";
  std::ofstream{folder / "bad\x1B\xFF"} << "b\n";
  const Json report = equal(folder);  // a remark, no difference
  CHECK(report.at("not_of_the_run") ==
        Json::parse(R"(["bad\\x1B\\xFF", "t/extra.csv"])"));
  const auto text = shell("rehearse verify '" + folder.string() + "'");
  CHECK(has(text.out, "every file of the run"));
  CHECK(has(text.out, "t/extra.csv"));
}
