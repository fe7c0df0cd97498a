// The bytes of `power` for a trial that is reviewed by two readers.
#include <string>

#include "golden/golden_file.hpp"
#include "golden/process.hpp"
#include "rehearse/version.hpp"
#include "support/catch.hpp"

using namespace rehearse::golden;

namespace {

std::string power(const std::string& format) {
  return done(
             "rehearse power configs/nct07008976-irc.toml --replicates 200 "
             "--quiet --format " +
             format)
      .out;
}

// A release changes no golden file.
std::string without_version(std::string text) {
  const std::string version = "\"version\": \"" REHEARSE_VERSION "\"";
  const auto at = text.find(version);
  if (at != std::string::npos)
    text.replace(at, version.size(), "\"version\": \"VERSION\"");
  return text;
}

}  // namespace

TEST_CASE("power of a reviewed trial keeps its bytes", "[golden][review]") {
  check("power-irc.json", without_version(power("json")));
  check("power-irc.csv", power("csv"));
  check("power-irc.md", power("md"));
  check("power-irc.txt", power("table"));
}
