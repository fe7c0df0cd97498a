// One replicate written out and analysed again gives what the engine had.
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::shell;
using Json = nlohmann::json;

namespace {

Json json_of(const std::string& script) {
  const auto result = shell(script);
  CAPTURE(script, result.err);
  REQUIRE(result.status == 0);
  return Json::parse(result.out);
}

// Whether a CSV row has a field with this number.
bool has_field(const std::string& row, const Json& number) {
  std::string field{","};
  field.append(number.dump()).append(",");
  return row.find(field) != std::string::npos;
}

}  // namespace

TEST_CASE("analysing a replicate's file gives the z the engine had",
          "[golden][simulate]") {
  const std::string look = GENERATE("interim", "final");
  const std::string replicate = GENERATE("0", "1", "77", "99999");
  const std::string simulate =
      "rehearse simulate configs/nct07008976.toml "
      "--quiet --replicate " +
      replicate + " --look " + look;
  const Json engine = json_of(simulate + " --format json");
  const Json again =
      json_of(simulate +
              " > $SCRATCH/one.csv; rehearse analyze $SCRATCH/one.csv "
              "--time time_days --event event --arm arm --experimental "
              "TQB2102 --stratum analysis_stratum --format json");
  const Json& seen = engine.at("looks").at(look == "final" ? 1 : 0);
  CHECK(again.at("logrank").at("z").get<double>() ==
        Approx(seen.at("z").get<double>()).epsilon(1e-13));
  CHECK(again.at("cox").at("hazard_ratio").get<double>() ==
        Approx(seen.at("hazard_ratio").get<double>()).epsilon(1e-9));
  CHECK(again.at("n") == seen.at("participants"));
  CHECK(again.at("events") == seen.at("events"));
}

TEST_CASE("a replicate alone equals itself in the run", "[golden][simulate]") {
  const auto run = shell(
      "rehearse power configs/w3.toml --replicates 600 --quiet "
      "--replicate-data - | sed -n 's/^599,final,//p'");
  REQUIRE(run.status == 0);
  const Json alone = json_of(
      "rehearse simulate configs/w3.toml --replicates 600 --replicate 599 "
      "--quiet --format json");
  const Json& look = alone.at("looks").at(1);
  CHECK(has_field(run.out, look.at("z")));
  CHECK(has_field(run.out, look.at("hazard_ratio")));
  CHECK(has_field(run.out, look.at("analysis_time_months")));
}
