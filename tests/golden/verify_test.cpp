// Results are made again from their folders, by the whole program.
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::content;
using rehearse::golden::done;
using rehearse::golden::has;
using rehearse::golden::scratch;
using rehearse::golden::shell;
using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

const std::string trial = "configs/nct07008976.toml";
const std::string quick = " --set simulation.replicates=2000 --seed 5 --quiet ";

// A folder of the scratch folder, made by `command` with --out.
fs::path made(const std::string& name, const std::string& command) {
  fs::remove_all(scratch() / name);
  done("rehearse " + command + " --out $SCRATCH/" + name + " > /dev/null");
  return scratch() / name;
}

Json verified(const std::string& arguments, int status) {
  const auto result =
      shell("rehearse verify " + arguments + " --format json --quiet");
  CAPTURE(arguments, result.err, result.out);
  REQUIRE(result.status == status);
  return Json::parse(result.out);
}

Json equal(const fs::path& folder, const std::string& more = "") {
  Json report = verified("'" + folder.string() + "' " + more, 0);
  CHECK(report.at("equal") == true);
  CHECK(report.at("not_made") == "");
  for (const Json& file : report.at("files")) {
    CAPTURE(file.dump());
    CHECK(file.at("equal") == true);
    CHECK(file.at("unchanged") != false);
  }
  return report;
}

Json differing(const fs::path& folder, const std::string& more = "") {
  Json report = verified("'" + folder.string() + "' " + more, 1);
  CHECK(report.at("equal") == false);
  return report;
}

const Json& file_of(const Json& report, const std::string& name) {
  for (const Json& file : report.at("files"))
    if (file.at("name") == name) return file;
  FAIL("no file " << name);
  throw;
}

void replace(const fs::path& file, const std::string& old,
             const std::string& other) {
  std::string text = content(file);
  const auto at = text.find(old);
  CAPTURE(file, old);
  REQUIRE(at != std::string::npos);
  text.replace(at, old.size(), other);
  std::ofstream{file, std::ios::binary} << text;
}

// As if that had been written by the run: the manifest has its hash.
void update_hash(const fs::path& folder, const std::string& name) {
  const std::string hash =
      done("sha256sum '" + (folder / name).string() + "'").out.substr(0, 64);
  Json manifest = Json::parse(content(folder / "manifest.json"));
  manifest["outputs_sha256"][name] = hash;
  std::ofstream{folder / "manifest.json"} << manifest.dump(2);
}

}  // namespace

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

TEST_CASE("what a manifest states is held against the run",
          "[golden][verify]") {
  const fs::path config = scratch() / "stated.toml";
  fs::copy_file("configs/w1.toml", config,
                fs::copy_options::overwrite_existing);
  const fs::path folder =
      made("v-stated",
           "power $SCRATCH/stated.toml --replicates 2000 --seed 3 --set "
           "trial.participants=240 --quiet");
  const fs::path manifest = folder / "manifest.json";
  const auto told = [&folder](const std::string& where, const char* there,
                              const char* here) {
    const Json report = differing(folder);
    const Json& file = file_of(report, "manifest.json");
    CAPTURE(file.dump());
    CHECK(file.at("equal") == false);
    for (const Json& place : file.at("first"))
      if (place.at("where").get<std::string>().starts_with(where)) {
        CHECK(has(place.at("there"), there));
        CHECK(has(place.at("here"), here));
        return;
      }
    FAIL("nothing at " << where);
  };
  const Json report = equal(folder);
  CHECK(report.at("inputs").at(0).at("now") == "unchanged");
  SECTION("its seed") {
    replace(manifest, "\"seed\": 3", "\"seed\": 4");
    told("/seed", "4", "3");
  }
  SECTION("its version") {
    replace(manifest, "\"version\": \"0.2.0\"", "\"version\": \"\"");
    told("/version", "\"\"", "0.2.0");
  }
  SECTION("its command line") {
    replace(manifest, "--replicates 2000", "--replicates 100");
    told("/command_line", "--replicates 100", "--replicates 2000");
  }
  SECTION("its arguments, with the config file and without") {
    replace(manifest, "\"trial.participants=240\"",
            "\"trial.participants=250\"");
    told("/arguments/line", "participants = 250", "participants = 240");
    replace(manifest, "\"trial.participants=250\"",
            "\"trial.participants=240\"");
    fs::remove(config);
    replace(manifest, "\"2000\"", "\"100\"");
    told("/arguments/line", "replicates = 100", "replicates = 2000");
    replace(manifest, "\"100\"", "\"2000\"");
    replace(manifest, "\"--seed\",\n    \"3\"", "\"--seed\",\n    \"4\"");
    told("/arguments/line", "seed = 4", "seed = 3");
  }
  SECTION("its inputs, without which it is made again all the same") {
    std::ofstream{config, std::ios::app} << "# a comment\n";
    CHECK(equal(folder).at("inputs").at(0).at("now") == "changed");
    fs::remove(config);
    CHECK(equal(folder).at("inputs").at(0).at("now") == "missing");
    const auto text = shell("rehearse verify '" + folder.string() + "'");
    CHECK(has(text.out, "stated.toml: missing"));
  }
}

TEST_CASE("another version's result is compared and both are told",
          "[golden][verify]") {
  const fs::path folder =
      made("v-version", "simulate configs/w1.toml --replicate 2 --quiet");
  replace(folder / "manifest.json", "\"version\": \"0.2.0\"",
          "\"version\": \"0.1.9\"");
  replace(folder / "summary.json", "\"version\": \"0.2.0\"",
          "\"version\": \"0.1.9\"");
  update_hash(folder, "summary.json");
  Json report = equal(folder);
  CHECK(report.at("of").at("version") == "0.1.9");
  CHECK(report.at("version") == "0.2.0");
  CHECK(report.at("not_compared").at(0) == "version");
  // A last digit that another library rounds to.
  const Json summary = Json::parse(content(folder / "summary.json"));
  const fs::path rows = folder / "participants.csv";
  const std::string csv = content(rows);
  const auto point = csv.find('.', csv.find('\n'));
  REQUIRE(point != std::string::npos);
  auto end = csv.find_first_not_of("0123456789", point + 1);
  REQUIRE(end - point > 8);
  std::string changed = csv;
  changed.insert(end, "000000000001");
  std::ofstream{rows} << changed;
  update_hash(folder, "participants.csv");
  report = differing(folder);
  const Json& file = file_of(report, "participants.csv");
  CHECK(file.at("last_digits") == true);
  CHECK(file.at("largest_relative").get<double>() < 1e-9);
  const auto text = shell("rehearse verify '" + folder.string() + "'");
  CHECK(has(text.out, "Differs in last digits"));
  CHECK(has(text.out, "rehearse 0.1.9"));
  CHECK(has(text.out, "rehearse 0.2.0"));
  CHECK(has(text.out, "Of another version, this isn't compared"));
}

TEST_CASE("folders that can't be verified say why", "[golden][verify]") {
  const auto missing = shell("rehearse verify $SCRATCH/nowhere");
  CHECK(missing.status == 66);
  CHECK(has(missing.err, "there is no such folder"));
  fs::create_directories(scratch() / "v-empty");
  const auto empty = shell("rehearse verify $SCRATCH/v-empty");
  CHECK(empty.status == 66);
  CHECK(has(empty.err, "there is no manifest.json in it"));
  std::ofstream{scratch() / "v-empty" / "manifest.json"} << "{]";
  CHECK(shell("rehearse verify $SCRATCH/v-empty").status == 65);
  CHECK(shell("rehearse verify").status == 64);
  done("cd $SCRATCH/v-empty && rm manifest.json && mkfifo manifest.json");
  const auto pipe = shell("timeout 20 rehearse verify $SCRATCH/v-empty");
  CHECK(pipe.status == 65);
  CHECK(has(pipe.err, "it is no regular file"));
}

TEST_CASE("a repeatable manifest has the same bytes", "[golden][verify]") {
  for (const std::string command :
       {"power configs/w1.toml --replicates 1000", "design configs/w1.toml",
        "size configs/w1.toml --power 0.8",
        "simulate configs/w1.toml --replicate 1",
        "sweep configs/w1.toml --replicates 500 --vary "
        "trial.participants=200,246",
        "randomize configs/w1.toml --dummy --seed 3"}) {
    CAPTURE(command);
    const std::string run = command + " --quiet --repeatable";
    const std::string first = content(made("v-twice", run) / "manifest.json");
    CHECK(first == content(made("v-twice", run) / "manifest.json"));
    CHECK_FALSE(has(first, "\"date\""));
    CHECK_FALSE(has(first, "\"host\""));
    CHECK(has(content(made("v-twice", command + " --quiet") / "manifest.json"),
              "\"date\""));
  }
  done(
      "REHEARSE_REPEATABLE=1 rehearse design configs/w1.toml --quiet --out "
      "$SCRATCH/v-env > /dev/null");
  CHECK_FALSE(has(content(scratch() / "v-env" / "manifest.json"), "\"user\""));
  const auto alone = shell("rehearse design configs/w1.toml --repeatable");
  CHECK(alone.status == 64);
  CHECK(has(alone.err, "--repeatable requires --out"));
}

TEST_CASE("a manifest names the files that were read", "[golden][verify]") {
  const fs::path folder = made("v-inputs", "design configs/w1.toml --quiet");
  const Json manifest = Json::parse(content(folder / "manifest.json"));
  const std::string hash = done("sha256sum configs/w1.toml").out.substr(0, 64);
  CHECK(manifest.at("config_file").at("name") == "configs/w1.toml");
  CHECK(manifest.at("config_file").at("sha256") == hash);
  CHECK(manifest.at("inputs_sha256").at("configs/w1.toml") == hash);
  CHECK(manifest.at("arguments").at(0) == "design");
  const auto user = done("id -un").out;
  CHECK(manifest.at("user").get<std::string>() + '\n' == user);
}

TEST_CASE("a seed comes from a file that nobody else sees",
          "[golden][randomize]") {
  std::ofstream{scratch() / "a-seed"} << std::string(64, 'B') << "\r\n";
  const std::string list = "rehearse randomize configs/w1.toml --quiet ";
  const std::string given =
      done(list + "--stdout --seed " + std::string(64, 'b')).out;
  CHECK(given == done(list + "--stdout --seed-file $SCRATCH/a-seed").out);
  CHECK(given == done(list + "--stdout --seed-file - < $SCRATCH/a-seed").out);
  std::ofstream{scratch() / "no-seed"} << "secret words\n";
  const auto bad = shell(list + "--stdout --seed-file $SCRATCH/no-seed");
  CHECK(bad.status == 65);
  CHECK(has(bad.err, "its first line is no seed"));
  CHECK_FALSE(has(bad.err, "secret words"));
  const auto both = shell(list + "--seed 1 --seed-file $SCRATCH/a-seed");
  CHECK(both.status == 64);
}
