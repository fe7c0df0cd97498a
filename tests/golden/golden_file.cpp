#include "golden/golden_file.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

#include "support/catch.hpp"

namespace rehearse::golden {

void check(const std::string& name, const std::string& bytes) {
  const std::string path = REHEARSE_SOURCE_DIR "/tests/golden/" + name;
  const char* update = std::getenv("REHEARSE_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view{update} == "1")
    std::ofstream{path, std::ios::binary} << bytes;
  std::ifstream file{path, std::ios::binary};
  std::ostringstream stored;
  stored << file.rdbuf();
  CAPTURE(path);
  REQUIRE(file.is_open());
  CHECK(bytes == stored.str());
}

}  // namespace rehearse::golden
