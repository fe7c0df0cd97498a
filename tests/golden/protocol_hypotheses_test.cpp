// `report` of several hypotheses: its values are those of the other commands,
// and what it is of is said once for each hypothesis.
#include <cmath>
#include <nlohmann/json.hpp>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "support/catch.hpp"

using namespace rehearse::golden;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* run = " --quiet --replicates 500 ";

Json printed(const std::string& command, const std::string& config,
             const std::string& flags) {
  return Json::parse(
      done("rehearse " + command + " " + config + " --quiet " + flags).out);
}

Json report_of(const std::string& config, const std::string& flags = "") {
  return printed("report", config, "--replicates 500 --out - " + flags);
}

// A report has no hash of a whole config.
Json without_hash(Json json) {
  json.erase("config_sha256");
  json.erase("sweep_sha256");
  if (json.contains("cells"))
    for (Json& cell : json["cells"]) cell.erase("config_sha256");
  return json;
}

Json names_of(const Json& items) {
  Json names = Json::array();
  for (const Json& item : items) names.push_back(item["name"]);
  return names;
}

}  // namespace

TEST_CASE("a report of hypotheses has the values of power, design and sweep",
          "[golden][report][OUT-05]") {
  for (const std::string config :
       {"configs/nct07008976-os.toml", "configs/pfs-os-two-arms.toml",
        "configs/subgroup-parametric.toml"}) {
    CAPTURE(config);
    const Json report = report_of(config, "--null all");
    CHECK(report["power"] ==
          without_hash(printed("power", config,
                               "--replicates 500 --null all --format json")));
    CHECK(report["power"]["familywise_error"].size() == 1);
    CHECK(report["design"] ==
          without_hash(printed("design", config, "--format json")));
    const Json names = names_of(report["scenario"]["hypotheses"]);
    CHECK(names == names_of(report["power"]["hypotheses"]));
    REQUIRE(names.size() == report["survival"].size());
    for (std::size_t h = 0; h < names.size(); ++h)
      CHECK(report["survival"][h]["hypothesis"] == names[h]);
  }
}

TEST_CASE("the sweep of a report is that of its hypotheses",
          "[golden][report]") {
  done(
      "cp configs/subgroup.toml $SCRATCH/report-subgroup.toml && printf "
      "'[sweep]\nvary = [{ key = \"hypotheses.positive.alpha\", values = "
      "[0.005, 0.015] }]\n' >>$SCRATCH/report-subgroup.toml");
  const std::string config = "$SCRATCH/report-subgroup.toml";
  const Json report = report_of(config);
  CHECK(
      report["sensitivity"] ==
      without_hash(printed("sweep", config, "--replicates 500 --format json")));
  CHECK(report["sensitivity"]["cells"].size() == 8);
}

TEST_CASE("what a report says of each hypothesis keeps its bytes",
          "[golden][report]") {
  for (const std::string name :
       {"nct07008976-os", "pfs-os-two-arms", "subgroup-parametric"}) {
    const Json report = report_of("configs/" + name + ".toml");
    const Json said = {{"scenario", report["scenario"]},
                       {"assumptions", report["assumptions"]}};
    check("report-" + name + ".json", said.dump(2) + '\n');
  }
}

TEST_CASE("a report of hypotheses doesn't give the block sizes away",
          "[golden][report]") {
  const std::string written =
      done("rehearse report configs/pfs-os-two-arms.toml --out -" +
           std::string{run})
          .out;
  REQUIRE(has(written, "\"command\": \"report\""));
  for (const char* hint : {"blocks of", "block_sizes", "[randomization]",
                           "\"config_sha256", "sweep_sha256"})
    CHECK_FALSE(has(written, hint));
}

TEST_CASE("survival in a report is of whom each hypothesis compares",
          "[golden][report]") {
  const Json arms = report_of("configs/pfs-os-two-arms.toml")["survival"];
  REQUIRE(arms.size() == 4);
  for (const Json& course : arms) {
    const std::string name = course["hypothesis"];
    CAPTURE(name);
    const bool is_os = has(name, "OS");
    REQUIRE(course["arms"].size() == 2);
    for (const Json& arm : course["arms"]) {
      CHECK((arm["arm"] == "control" || has(name, arm["arm"])));
      CHECK(std::abs(arm["at_risk"][0].get<double>() - 160.0) < 0.5);
      CHECK(arm["observed"]["mean"][0] == 1.0);
      CHECK(arm["assumed"].empty() == is_os);
      // After 24 months less than a quarter are without a PFS event.
      CHECK((arm["observed"]["mean"][48] > 0.35) == is_os);
    }
  }
  // Of a population, whose survival isn't stated: half of 400, 200 of an arm.
  const Json some = report_of("configs/subgroup-parametric.toml")["survival"];
  CHECK(some[0]["arms"][0]["assumed"].empty());
  CHECK(std::abs(some[0]["arms"][0]["at_risk"][0].get<double>() - 100.0) < 3.0);
  CHECK(std::abs(some[1]["arms"][0]["at_risk"][0].get<double>() - 200.0) < 0.5);
}

TEST_CASE("a report of external hypotheses alone is refused",
          "[golden][report][OPS-03]") {
  const auto refused = shell(
      "rehearse report configs/subgroup.toml --quiet --out - "
      "--set hypotheses.positive.endpoint=external "
      "--set hypotheses.everybody.endpoint=external");
  CHECK(refused.status == 64);
  CHECK(has(refused.err, "every hypothesis of the config is external"));
  CHECK(has(shell("rehearse report configs/subgroup.toml --quiet --out - "
                  "--null positiv")
                .err,
            "did you mean 'positive'?"));
}
