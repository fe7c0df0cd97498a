// A forecast of a simulated trial at its interim look, in every format; what
// scripts rely on; and the command's refusals.
#include <nlohmann/json.hpp>
#include <string>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::shell;
using Json = nlohmann::json;

namespace {

const std::string data =
    "rehearse simulate configs/nct07008976.toml --replicate 7 --look interim "
    "--table adtte --quiet 2>/dev/null | ";
const std::string forecast =
    "rehearse forecast configs/nct07008976.toml --data - --adam --dropout "
    "CNSR=5 --cutoff 2027-03-15 --futures 400 --quiet ";

std::string output_of(const std::string& command) {
  const auto result = shell(command);
  INFO(result.err);
  REQUIRE(result.status == 0);
  return result.out;
}

std::string fault_of(const std::string& arguments, int status = 64) {
  const auto result = shell("rehearse forecast " + arguments);
  INFO(result.err);
  CHECK(result.status == status);
  CHECK(result.out.empty());
  return result.err;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a forecast keeps its bytes in every format", "[golden][forecast]") {
  const std::string asked = data + forecast +
                            "--by 2027-12-31 --milestones 'events 164, events "
                            "180' --format ";
  for (const std::string format :
       {"table", "md", "html", "latex", "json", "csv"})
    rehearse::golden::check("forecast." + format, output_of(asked + format));
}

TEST_CASE("a calibration keeps its bytes", "[golden][forecast][FCT-05]") {
  rehearse::golden::check(
      "forecast-calibration.txt",
      output_of("rehearse forecast configs/w1.toml --calibrate --trials 20 "
                "--parameters normal --quiet"));
}

TEST_CASE("a forecast is the same bytes on any number of threads",
          "[golden][forecast][OPS-01]") {
  const std::string run = data + forecast + "--format json ";
  CHECK(output_of(run + "--threads 1") == output_of(run + "--threads 3"));
}

TEST_CASE("the JSON of a forecast holds what scripts rely on",
          "[golden][forecast]") {
  const Json json = Json::parse(output_of(
      data + forecast + "--need 'events 164 by 2027-12-31' --format json"));
  for (const char* key :
       {"command", "cutoff", "participants", "events", "milestones", "models",
        "blinded", "by_month", "observed_by_month", "sites_needed"})
    CHECK(json.contains(key));
  CHECK(json.at("events") == 115);
  CHECK(json.at("blinded") == true);
  const Json& last = json.at("milestones").back();
  CHECK(last.at("name") == "final");
  CHECK(last.at("observed") == 115);
  // Replicate 7 has its 164th event on 2027-12-12.
  CHECK(last.at("date").at("q05") < "2027-12-12");
  CHECK(last.at("date").at("q95") > "2027-12-12");
}

// The same trial read by a committee: its own engine is conditioned on scans.
TEST_CASE("a scanned trial is forecast", "[golden][forecast]") {
  const std::string irc =
      "rehearse forecast configs/nct07008976-irc.toml --adam "
      "--dropout CNSR=5 --cutoff 2027-03-15 --futures 400 --quiet --format "
      "json --data - ";
  const Json json = Json::parse(output_of(data + irc));
  CHECK(json.at("milestones").back().at("observed") == 115);
  CHECK(json.at("milestones").back().at("probability_never") < 0.5);
  const Json by_other =
      Json::parse(output_of(data + irc + "--reader investigator"));
  CHECK(by_other.at("milestones").back().at("observed").is_null());
}

TEST_CASE("forecast says what it lacks and what doesn't go together",
          "[golden][forecast]") {
  const std::string config = "configs/nct07008976.toml ";
  CHECK(has(fault_of(config), "--data is missing"));
  CHECK(has(fault_of(config + "--data x.csv"), "--cutoff is missing"));
  CHECK(
      has(fault_of(config + "--data x.csv --cutoff 31.12.2026"), "--cutoff: "));
  CHECK(has(fault_of(config + "--calibrate --previous x.json"),
            "--previous goes with --data"));
  CHECK(has(fault_of(config + "--calibrate --parameters norml"),
            "did you mean 'normal'"));
  CHECK(has(fault_of(config + "--calibrate --reader irc"), "no [assessment]"));
  CHECK(
      has(fault_of(config + "--data x.csv --cutoff 2026-12-31", 66), "x.csv"));
}
