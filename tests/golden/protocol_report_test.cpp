// `report`: its values are those of the other commands, and what can be wrong
// with R is said. The documents themselves are tested in R.
#include <nlohmann/json.hpp>

#include "golden/process.hpp"
#include "rehearse/store/sha256.hpp"
#include "support/catch.hpp"

using namespace rehearse::golden;
using rehearse::sha256_hex;
using Json = nlohmann::ordered_json;

namespace {

const std::string trial = "configs/nct07008976.toml --quiet --replicates 2000 ";

// An Rscript that does this instead, before all others on the PATH.
std::string with_r(const std::string& script, const std::string& command) {
  return "mkdir -p $SCRATCH/report-r && printf '#!/bin/sh\n" + script +
         "\n' >$SCRATCH/report-r/Rscript && chmod +x $SCRATCH/report-r/Rscript "
         "&& PATH=$SCRATCH/report-r:$PATH && rehearse report " +
         trial + command;
}

Json values_of(const std::string& arguments) {
  return Json::parse(done("rehearse " + arguments).out);
}

// A report has none of a whole config, from which it could be guessed.
Json without_hash(Json json) {
  json.erase("config_sha256");
  json.erase("sweep_sha256");
  for (Json& cell : json["cells"]) cell.erase("config_sha256");
  if (json["cells"].is_null()) json.erase("cells");
  return json;
}

// Of $SCRATCH/report.toml, which it makes.
std::string report_with_sweep() {
  done(
      "cp configs/nct07008976.toml $SCRATCH/report.toml && printf '[sweep]\n"
      "vary = [{ key = \"endpoint.effect.hazard_ratio\", values = [0.6, 0.7] "
      "}]\n' >>$SCRATCH/report.toml && "
      "rehearse report $SCRATCH/report.toml --quiet --replicates 2000 --force "
      "--out $SCRATCH/report.json");
  return content(scratch() / "report.json");
}

}  // namespace

TEST_CASE("a report's values are those of power, design and sweep",
          "[golden][report][OUT-05]") {
  const Json report = Json::parse(report_with_sweep());
  CHECK(report["power"] ==
        without_hash(values_of("power " + trial + "--format json")));
  CHECK(report["design"] ==
        without_hash(values_of("design configs/nct07008976.toml --quiet "
                               "--format json")));
  CHECK(report["sensitivity"] ==
        without_hash(values_of("sweep $SCRATCH/report.toml --quiet "
                               "--replicates 2000 --format json")));
  CHECK(report["sensitivity"]["cells"].size() == 2);
  CHECK(report["scenario"]["endpoint"] == "PFS by IRC");
  CHECK(report["open_config_sha256"] ==
        sha256_hex(report["config"].get<std::string>()));
  CHECK(has(report["config"].get<std::string>(), "[enrolment]"));
}

TEST_CASE("a report doesn't give the block sizes away", "[golden][report]") {
  const std::string written = report_with_sweep();
  REQUIRE(has(written, "\"command\": \"report\""));
  for (const char* hint : {"blocks of", "block_sizes", "[randomization]",
                           "\"config_sha256", "sweep_sha256"})
    CHECK_FALSE(has(written, hint));
  // Nor to one who tries them: no hash is that of a whole config.
  for (const char* sizes : {"[4]", "[6]", "[4,6]"}) {
    INFO(sizes);
    for (const char* command : {"power", "design"}) {
      const Json tried = values_of(
          std::string{command} + " $SCRATCH/report.toml --quiet " +
          (std::string{command} == "power" ? "--replicates 2000 " : "") +
          "--set 'randomization.block_sizes=" + sizes + "' --format json");
      CHECK_FALSE(has(written, tried["config_sha256"].get<std::string>()));
    }
  }
}

TEST_CASE("a calibrated report states what is observed, and what it solved",
          "[golden][report]") {
  done(
      "rehearse report configs/nct07008976-irc.toml --quiet --replicates 200 "
      "--set calibration.target=irc-observed --force "
      "--out $SCRATCH/report-calibrated.json");
  const Json report =
      Json::parse(content(scratch() / "report-calibrated.json"));
  CHECK(report["scenario"]["is_observed"] == true);
  CHECK(report["scenario"]["hazard_ratio"] == 0.6);
  const double solved =
      report["power"]["calibration"]["latent_hazard_ratio"]["estimate"];
  CHECK(solved < 0.59);
  // Theory is of what is simulated.
  CHECK(report["design"]["power"] == report["power"]["analytic"]["power"]);
  CHECK(report["design"]["under"].back()["hazard_ratio"] == solved);
}

TEST_CASE("a report has the margin, and what triggers its looks",
          "[golden][report]") {
  done("rehearse report " + trial +
       "--set analysis.null_hazard_ratio=1.3 "
       "--set 'analysis.looks[1].calendar=\"20 months\"' --force "
       "--out $SCRATCH/report-margin.json");
  const Json of =
      Json::parse(content(scratch() / "report-margin.json"))["scenario"];
  CHECK(of["null_hazard_ratio"] == 1.3);
  CHECK(of["looks"][0]["events"] == 115);
  CHECK(of["looks"][1]["events"] == nullptr);
  CHECK(of["looks"][1]["trigger"] ==
        "event 164 and 20 months after the first entry, the latest of these");
}

TEST_CASE("survival in a report begins at 1, and ends with who is at risk",
          "[golden][report]") {
  done(
      "rehearse report configs/nct07008976-irc.toml --quiet --replicates 200 "
      "--force --out $SCRATCH/report-irc.json");
  const Json course =
      Json::parse(content(scratch() / "report-irc.json"))["survival"];
  CHECK(course["trials"] == 200);
  REQUIRE(course["arms"].size() == 2);
  for (const Json& arm : course["arms"]) {
    const std::size_t known = arm["observed"]["mean"].size();
    CHECK(arm["assumed"][0] == 1.0);
    CHECK(arm["observed"]["mean"][0] == 1.0);
    CHECK(arm["at_risk"].size() == course["months"].size());
    REQUIRE(known > 20);
    CHECK(known < course["months"].size());
    // Beyond the curve's end fewer than nine in ten trials have anyone.
    CHECK(arm["at_risk"][known - 1].get<double>() > 0.9);
    // Scans come after progression: what is seen at 3 months is later.
    CHECK(arm["observed"]["mean"][8] > arm["assumed"][8]);
  }
}

TEST_CASE("sources stand beside the assumptions", "[golden][report][OUT-05]") {
  done("rehearse report " + trial +
       "--set 'dropout.source=\"a registry\"' --force --out "
       "$SCRATCH/report-source.json");
  const Json report = Json::parse(content(scratch() / "report-source.json"));
  std::size_t found = 0;
  for (const Json& row : report["assumptions"])
    if (row["part"] == "Dropout") {
      CHECK(row["sources"] == Json::array({"a registry"}));
      ++found;
    } else {
      CHECK(row["sources"].empty());
      CHECK(row["origin"] != "");
    }
  CHECK(found == 1);
}

TEST_CASE("R sets the document from the values, in the language asked for",
          "[golden][report]") {
  const auto run = shell(with_r(
      R"(case "$3" in *set_report_files*) { cat "$4"; echo "$6"; } >"$5";; esac)",
      "--force --language zh --out $SCRATCH/report-set.html"));
  CHECK(run.status == 0);
  CHECK(run.err.empty());
  const std::string set = content(scratch() / "report-set.html");
  CHECK(has(set, "\"command\": \"report\""));
  CHECK(set.ends_with("}\nzh\n"));
}

TEST_CASE("what is wrong with R is said before anything is simulated",
          "[golden][report]") {
  const auto refused = [](const std::string& script, const std::string& flags) {
    const auto run =
        shell(with_r(script, "--out $SCRATCH/report-none.html " + flags));
    CHECK(run.status == 69);
    CHECK(content(scratch() / "report-none.html").empty());
    return run.err;
  };
  CHECK(has(refused("sleep 60", "--wait 1"),
            "rehearse report: R didn't end within 1 s (it was stopped)"));
  const auto said = [&](const std::string& words) {
    return refused("echo \"Error: " + words + "\" >&2; exit 1", "");
  };
  CHECK(has(said("there is no package called ‘rehearse’"),
            "the R package 'rehearse' isn't installed for "));
  // Another one that is missing is said as it is.
  CHECK(has(said("/r/rehearse: there is no package called ‘jsonlite’"),
            "called ‘jsonlite’"));
  CHECK(has(said("object '\\''need_for_files'\\'' not found"),
            "is older than this program"));
  CHECK(has(
      refused("echo \"Error: a report as html needs pandoc\" >&2; exit 1", ""),
      "rehearse report: a report as html needs pandoc\n"));
  CHECK(has(refused("exit 3", ""), "R ended without a word"));
  const auto none = shell(
      "program=$(command -v rehearse); PATH=/nowhere "
      "$program report configs/w1.toml --out "
      "$SCRATCH/report-none.html");
  CHECK(none.status == 69);
  CHECK(has(none.err, "Rscript isn't on the PATH"));
}

TEST_CASE("a report that can't be is refused", "[golden][report][OPS-03]") {
  const auto refused = [](const std::string& arguments, int status) {
    const auto run = shell("rehearse report configs/w1.toml " + arguments);
    CHECK(run.status == status);
    return run.err;
  };
  CHECK(has(refused("", 64), "--out is missing"));
  CHECK(has(refused("--out $SCRATCH/report.rtf", 64),
            "doesn't end in .html, .docx, .pdf, .json: write e.g."));
  CHECK(has(refused("--out $SCRATCH/report.pdf --language fr", 64),
            "--language: no such choice 'fr'"));
  CHECK(has(refused("--out $SCRATCH/report.pdf --wait 0", 64), "--wait"));
  done("touch $SCRATCH/report-there.json");
  CHECK(has(refused("--out $SCRATCH/report-there.json", 73), "--force"));
  CHECK(has(refused("--null all --out $SCRATCH/report.json", 64),
            "the config has no [[hypotheses]]"));
}
