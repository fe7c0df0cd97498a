// `design` and `size` as they are called.
#include <nlohmann/json.hpp>
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::shell;
using Json = nlohmann::json;

namespace {

Json json_of(const std::string& arguments) {
  const auto result = shell("rehearse " + arguments + " --format json");
  INFO(result.err);
  REQUIRE(result.status == 0);
  CHECK(result.err.empty());
  return Json::parse(result.out);
}

void check_fails(const std::string& arguments, int status,
                 const std::string& message) {
  const auto result = shell("rehearse " + arguments);
  CAPTURE(arguments, result.err);
  CHECK(result.status == status);
  CHECK(result.out.empty());
  CHECK(result.err.find(message) != std::string::npos);
}

}  // namespace

TEST_CASE("design's JSON holds what scripts rely on", "[golden]") {
  const Json design = json_of("design configs/w3.toml");
  for (const char* key :
       {"alpha", "looks", "power", "expected_events_h1", "participants"})
    CHECK(design.contains(key));
  const Json& look = design.at("looks").at(0);
  for (const char* key :
       {"name", "information_fraction", "events", "efficacy_z", "efficacy_p",
        "hazard_ratio_at_efficacy", "futility_z", "alpha_spent", "time_months",
        "cumulative_power"})
    CHECK(look.contains(key));
  CHECK(look.at("efficacy_z") == Approx(2.43415296).margin(1e-8));
  CHECK(look.at("futility_z").is_null());
  CHECK(look.at("time_months") == Approx(18.015684605).epsilon(1e-8));
  CHECK(design.at("power") == Approx(0.894008548).margin(1e-7));
  CHECK(design.at("schoenfeld_power") == Approx(0.895872511).margin(1e-8));
  CHECK(design.at("schoenfeld_expected_events_h1") ==
        Approx(131.690477).margin(1e-6));
}

TEST_CASE("with beta spending the last bounds are one", "[golden]") {
  const Json design = json_of(
      "design configs/w3.toml --set "
      "'analysis.futility={spending=\"hwang-shih-decani\",parameter=-2}'");
  const Json& last = design.at("looks").at(1);
  CHECK(last.at("futility_z") == last.at("efficacy_z"));
  CHECK(design.at("looks").at(0).at("futility_z").is_number());
  const Json& null = design.at("under").at(0);
  CHECK(double{null.at("power")} + double{null.at("stop_futility")} ==
        Approx(1.0));
}

TEST_CASE("twenty looks with beta spending are solved, or say why not",
          "[golden]") {
  std::string looks;
  for (int k = 1; k <= 20; ++k)
    looks += "{name=\"" + std::to_string(k) +
             "\",events=" + std::to_string(8 * k) + "}" + (k < 20 ? "," : "");
  const std::string set =
      "design configs/w3.toml --set 'analysis.looks=[" + looks +
      "]' --set 'analysis.futility={spending=\"hwang-shih-decani\","
      "parameter=-4}'";
  CHECK(json_of(set).at("looks").size() == 20);
  check_fails(set +
                  " --set analysis.futility.spending=user --set "
                  "'analysis.futility.cumulative_beta=[0.09,0.091]'",
              78, "parameter");
}

TEST_CASE("an interim result leaves a power", "[golden]") {
  const Json interim =
      json_of("design configs/w3.toml --hazard-ratio 0.8").at("interim");
  CHECK(interim.at("z") == Approx(1.186).margin(5e-4));
  CHECK(interim.at("conditional_power").at("scenario") ==
        Approx(0.4685).margin(5e-5));
  check_fails("design configs/w1.toml --z 1", 64, "one look");
  check_fails("design configs/w3.toml --z 1 --hazard-ratio 0.8", 64,
              "--hazard-ratio");
  check_fails("design configs/w3.toml --look interim", 64,
              "no interim result is given");
  check_fails("design configs/w3.toml --z 1 --look final", 64,
              "no interim look 'final'");
  check_fails("design configs/w3.toml --hazard-ratio -1", 64, "--hazard-ratio");
}

TEST_CASE("size solves for what is free", "[golden]") {
  const Json size = json_of("size configs/w1.toml --power 0.9");
  CHECK(size.at("participants") == 248);
  CHECK(size.at("events") == 162);
  CHECK(size.at("formulas").at("schoenfeld_events") ==
        Approx(161.0685).margin(1e-3));
  CHECK(size.at("power") >= 0.9);
  CHECK(json_of("size configs/w1.toml --power 0.9 --solve events")
            .at("participants") == 246);
  CHECK(json_of("size configs/w2.toml --power 0.8 --solve follow-up")
            .at("formulas")
            .is_null());
}

TEST_CASE("sizes that can't be say why", "[golden]") {
  check_fails("size configs/w1.toml --power 0.02", 78,
              "the power 0.02 isn't above alpha 0.025");
  check_fails("size configs/w1.toml --set endpoint.effect.hazard_ratio=1", 78,
              "no effect in favour of the experimental arm");
  check_fails("size configs/w1.toml --power 0.9999 --solve events", 78,
              "out of reach");
  check_fails("size configs/w1.toml --power 2", 64, "'2' is no power");
  check_fails("size configs/w1.toml --solve power", 64, "--solve: 'power'");
  check_fails("design configs/w1.toml --set analysis.alpha=0.5", 78,
              "0.5 is out of range");
  check_fails("design configs/w1.toml --set arms[0].allocation=0", 78,
              "allocation");
  check_fails("design configs/w1.toml --set dropout.annual_probability=1", 78,
              "1 is out of range");
}
