// How a result is to be made again, before it is.
#include "cli/verify_plan.hpp"

#include <fstream>

#include "cli/own_program.hpp"
#include "rehearse/store/sha256.hpp"
#include "support/catch.hpp"

using namespace rehearse;
using namespace rehearse::cli;

TEST_CASE("a rerun has a cache of its own", "[verify]") {
  const ScratchFolder folder;
  std::ofstream{folder.path() / resolved_config} << "a config";
  Manifest manifest;
  manifest.command = "power";
  manifest.arguments = {"power", "x.toml"};
  manifest.config_sha256 = sha256_hex("a config");
  const Original original{folder.path(), std::nullopt};
  const ScratchFolder scratch;
  const VerifyPlan plan = verify_plan({}, manifest, original, scratch.path());
  CHECK(plan.obstacle.empty());
  CHECK(plan.environment ==
        std::vector<std::string>{"XDG_CACHE_HOME=" +
                                 (scratch.path() / "cache").string()});
}
