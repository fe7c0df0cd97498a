// Errors of conduct, as the commands show them.
#include <string>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::shell;

namespace {

const std::string errors =
    "configs/nct07008976.toml --set "
    "conduct.misstratified.visceral_disease=0.2 --set "
    "conduct.ineligible=0.05 --set conduct.forced_allocation=0.1 ";

std::string output_of(const std::string& arguments) {
  const auto result = shell("rehearse " + arguments);
  INFO(result.err);
  REQUIRE(result.status == 0);
  return result.out;
}

}  // namespace

TEST_CASE("errors of conduct keep their bytes", "[golden]") {
  const std::string run = "power " + errors + "--replicates 500 --quiet ";
  rehearse::golden::check("power-conduct.txt", output_of(run));
  rehearse::golden::check("power-conduct.csv", output_of(run + "--format csv"));
  rehearse::golden::check("check-conduct.txt", output_of("check " + errors));
  const std::string listed =
      output_of("simulate " + errors +
                "--set conduct.forced_row=returned --replicate 3 --quiet");
  rehearse::golden::check("simulate-conduct.csv",
                          listed.substr(0, listed.find("\n41,") + 1));
}

TEST_CASE("theory says that it has no errors of conduct", "[golden]") {
  for (const char* command : {"design ", "size "}) {
    const auto result = shell("rehearse " + (command + errors));
    REQUIRE(result.status == 0);
    CHECK(result.err.find("theory is of the trial without the errors of "
                          "[conduct]") != std::string::npos);
  }
}
