// What the README shows is what the program prints.
#include <fstream>
#include <sstream>
#include <string>

#include "golden/process.hpp"
#include "support/catch.hpp"

using rehearse::golden::shell;

namespace {

std::string readme() {
  std::ostringstream text;
  text << std::ifstream{REHEARSE_SOURCE_DIR "/README.md"}.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the README shows the real power of the trial", "[golden][readme]") {
  const auto result = shell("rehearse power configs/nct07008976.toml");
  REQUIRE(result.status == 0);
  CHECK(readme().find("```\n" + result.out + "```") != std::string::npos);
}

TEST_CASE("the README shows real errors", "[golden][readme][CFG-02]") {
  const auto result = shell(
      "sed -e 's/^hazard_ratio = 0.60 /harzard_ratio = 0.60 /' "
      "configs/nct07008976.toml > $SCRATCH/trial.toml; "
      "cd $SCRATCH && rehearse power trial.toml");
  REQUIRE(result.status == 78);
  CHECK(readme().find("```\n" + result.err + "```") != std::string::npos);
}
