// Enrolment by sites and their lists, as `check`, `power`, `size` and
// `randomize` show them.
#include <nlohmann/json.hpp>
#include <string>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::shell;
using Json = nlohmann::json;

namespace {

const std::string config = "configs/nct07008976-sites.toml ";

std::string output_of(const std::string& arguments) {
  const auto result = shell("rehearse " + arguments);
  INFO(result.err);
  REQUIRE(result.status == 0);
  return result.out;
}

}  // namespace

TEST_CASE("a trial by sites keeps its bytes", "[golden]") {
  rehearse::golden::check("check-sites.txt",
                          output_of("check " + config + "--quiet"));
  rehearse::golden::check(
      "power-sites.txt",
      output_of("power " + config + "--replicates 300 --quiet"));
  rehearse::golden::check(
      "randomize-report-sites.txt",
      output_of("randomize " + config + "--report --replicates 300 --quiet"));
}

TEST_CASE("sites are the same bytes on any number of threads", "[golden]") {
  const std::string run =
      "power " + config + "--replicates 3000 --quiet --format json ";
  const std::string one = output_of(run + "--threads 1");
  CHECK(one == output_of(run + "--threads 3"));
  const Json enrolment = Json::parse(one).at("enrolment");
  CHECK(enrolment.at("replicates") == 3000);
  const Json& complete = enrolment.at("complete_months");
  CHECK(complete.at("q05") < complete.at("median"));
  CHECK(complete.at("median") < complete.at("q95"));
  CHECK(enrolment.at("runout_probability").contains("mcse"));
}

TEST_CASE("each site's lists have a probability to run out", "[golden]") {
  const Json report = Json::parse(
      output_of("randomize " + config +
                "--report --replicates 2000 --quiet --format json"));
  const Json& sites =
      report.at("alternatives").at(0).at("enrolment").at("sites");
  REQUIRE(sites.size() == 31);
  CHECK(sites.at(0).at("site_id") == "01");
  CHECK(sites.at(0).at("runout_probability") >
        sites.at(30).at("runout_probability"));
  double participants = 0.0;
  for (const Json& site : sites)
    participants += site.at("participants").at("mean").get<double>();
  CHECK(participants == Approx(246.0));
  // Whoever has a list as long as the cap never runs out.
  const Json long_enough =
      Json::parse(output_of("randomize " + config +
                            "--report --replicates 300 --quiet --format json "
                            "--set randomization.list_length.default=40"));
  CHECK(long_enough.at("alternatives")
            .at(0)
            .at("enrolment")
            .at("runout_probability")
            .at("estimate") == 0.0);
}

TEST_CASE("a size by sites is solved for events alone", "[golden]") {
  const auto refused = shell("rehearse size " + config + "--power 0.8");
  CHECK(refused.status != 0);
  CHECK(refused.err.find("enrolment by sites isn't solved for (its rates are "
                         "the sites'): use --solve events or follow-up") !=
        std::string::npos);
  const Json size = Json::parse(output_of(
      "size " + config + "--power 0.8 --solve events --quiet --format json"));
  CHECK(size.at("participants") == 246);
}
