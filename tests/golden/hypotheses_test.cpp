// Hypotheses that share alpha, as `power`, `design`, `check` and `sweep` show
// them.
#include <nlohmann/json.hpp>
#include <string>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::shell;
using Json = nlohmann::json;

namespace {

std::string output_of(const std::string& arguments) {
  const auto result = shell("rehearse " + arguments);
  INFO(result.err);
  REQUIRE(result.status == 0);
  return result.out;
}

const std::string os =
    "power configs/nct07008976-os.toml --replicates 300 --quiet --null each ";

}  // namespace

TEST_CASE("power of hypotheses keeps its bytes in every format", "[golden]") {
  for (const std::string format : {"md", "html", "latex"})
    rehearse::golden::check("power-hypotheses." + format,
                            output_of(os + "--format " + format));
  rehearse::golden::check("power-hypotheses.txt", output_of(os));
}

TEST_CASE("hypotheses are the same bytes on any number of threads",
          "[golden]") {
  const std::string run =
      "power configs/pfs-os-two-arms.toml --replicates 3000 --quiet --format "
      "json ";
  CHECK(output_of(run + "--threads 1") == output_of(run + "--threads 3"));
}

TEST_CASE("the JSON of hypotheses holds what scripts rely on", "[golden]") {
  const Json power = Json::parse(output_of(os + "--format json"));
  REQUIRE(power.at("hypotheses").size() == 2);
  const Json& second = power.at("hypotheses").at(1);
  for (const char* key :
       {"name", "endpoint", "population", "arm", "alpha", "power", "looks"})
    CHECK(second.contains(key));
  CHECK(second.at("looks").size() == 3);
  CHECK(power.at("power") == power.at("hypotheses").at(0).at("power"));
  CHECK(power.at("looks") == power.at("hypotheses").at(0).at("looks"));
  for (const char* name : {"any", "all", "PFS and OS"})
    CHECK(power.at("joint").at(name).contains("mcse"));
  const Json& errors = power.at("familywise_error");
  REQUIRE(errors.size() == 3);
  for (std::size_t i = 1; i < errors.size(); ++i)
    CHECK(errors[i - 1].at("estimate") >= errors[i].at("estimate"));
  // In a fixed sequence the second isn't rejected without the first.
  CHECK(power.at("joint").at("any").at("estimate") ==
        power.at("power").at("estimate"));
}

TEST_CASE("design, check and sweep tell of hypotheses", "[golden]") {
  rehearse::golden::check("design-hypotheses.txt",
                          output_of("design configs/pfs-os-two-arms.toml"));
  rehearse::golden::check("check-hypotheses.txt",
                          output_of("check configs/subgroup.toml"));
  rehearse::golden::check(
      "sweep-hypotheses.txt",
      output_of("sweep configs/subgroup.toml --replicates 200 --quiet --vary "
                "hypotheses.positive.alpha=0.005,0.015"));
  CHECK(output_of("check configs/pfs-os-two-arms.toml")
            .find("\n  high          hazard ratio 0.9 after progression\n") !=
        std::string::npos);
  CHECK(output_of("check configs/subgroup.toml --set "
                  "'hypotheses.everybody.looks[1]={name=\"final\", "
                  "events=160, events_in={biomarker=\"negative\"}}'")
            .find("event 160 in biomarker=negative") != std::string::npos);
  const Json design =
      Json::parse(output_of("design configs/subgroup.toml --format json"));
  const Json& alphas = design.at("hypotheses").at(0).at("alphas");
  CHECK(alphas.at(0).at("looks").at(0).contains("efficacy_z"));
}

TEST_CASE("what hypotheses exclude is said", "[golden]") {
  const auto fails = [](const std::string& arguments, int status,
                        const std::string& message) {
    const auto result = shell("rehearse " + arguments);
    CAPTURE(arguments, result.err);
    CHECK(result.status == status);
    CHECK(result.out.empty());
    CHECK(result.err.find(message) != std::string::npos);
  };
  fails("power configs/subgroup.toml --null positiv", 64,
        "'positiv' is no simulated hypothesis (did you mean 'positive'?)");
  fails("power configs/w1.toml --null all", 64,
        "the config has no [[hypotheses]]");
  fails(
      "power configs/nct07008976-os.toml --null each --set "
      "hypotheses.PFS.null_hazard_ratio=1.2",
      64,
      "--null: 'PFS' is tested against a margin, and 'OS' is of the same arm "
      "(no hazard ratio of PFS there is the null one of both): leave --null "
      "out, or the margin");
  fails(
      "power configs/subgroup.toml --null positive --set "
      "hypotheses.positive.null_hazard_ratio=1.2 --set "
      "hypotheses.everybody.population='{biomarker=\"positive\"}'",
      64,
      "--null: 'positive' can't be all that is true (a hazard ratio of a "
      "margin or more is so of every lower margin): name those of lower "
      "margins too");
  fails("size configs/subgroup.toml", 64,
        "there is no formula): add --simulate");
  fails(
      "power configs/nct07008976-os.toml --set "
      "'review.also_rules=[\"treatment-policy\"]'",
      78, "further rules are of one hypothesis");
  fails(
      "power configs/subgroup.toml --set hypotheses.positive.endpoint=external "
      "--set hypotheses.everybody.endpoint=external",
      64, "every hypothesis of the config is external");
  fails("design configs/subgroup.toml --interim-z 1", 64,
        "the config has several hypotheses");
}
