// What a manifest states, and what verify makes of it.
#include "golden/verified.hpp"

using namespace rehearse::golden;
namespace fs = std::filesystem;

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
