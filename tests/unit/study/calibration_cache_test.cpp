#include "study/calibration_cache.hpp"

#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "support/catch.hpp"

using namespace rehearse;

namespace fs = std::filesystem;

namespace {

// An empty folder, gone in the end.
struct Folder {
  Folder() {
    std::string name = fs::temp_directory_path() / "rehearse-cache-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path path;
};

Calibration solution() {
  Calibration c;
  c.latent_median = 123.456789012345678;
  c.latent_hazard_ratio = 0.1 + 0.2;
  c.observed_median.mcse = 1e-17;
  return c;
}

std::string content(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
}

void check_unused(const fs::path& file, const std::string& why,
                  bool may_be_replaced) {
  const CachedCalibration found = read_calibration(file);
  CAPTURE(found.fault);
  CHECK_FALSE(found.calibration);
  CHECK(found.fault.find(why) != std::string::npos);
  CHECK(found.may_be_replaced == may_be_replaced);
}

}  // namespace

TEST_CASE("a solution comes back as it was, for its owner alone",
          "[study][exact]") {
  const Folder folder;
  const fs::path file = folder.path / "rehearse" / "solution.json";
  CHECK(read_calibration(file).fault.empty());
  fs::create_directory(file.parent_path());  // readable by all
  write_calibration(file, solution());
  const auto found = read_calibration(file);
  CHECK(found.fault.empty());
  REQUIRE(found.calibration);
  CHECK(found.calibration->latent_median == solution().latent_median);
  CHECK(found.calibration->latent_hazard_ratio ==
        solution().latent_hazard_ratio);
  CHECK(found.calibration->observed_median.mcse == 1e-17);
  const auto access = [](const fs::path& path) {
    return static_cast<unsigned>(fs::status(path).permissions());
  };
  CHECK(access(file) == 0600U);
  CHECK(access(file.parent_path()) == 0700U);
}

TEST_CASE("a solution that was cut or changed isn't believed", "[study]") {
  const Folder folder;
  const fs::path file = folder.path / "rehearse" / "solution.json";
  write_calibration(file, solution());
  const std::string whole = content(file);
  const auto with = [&](const std::string& text) {
    std::ofstream{file} << text;
    check_unused(file, "cut or changed", true);
  };
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i] < '1' || whole[i] > '9') continue;
    std::string changed = whole;
    changed[i] = whole[i] == '1' ? '2' : '1';
    with(changed);
  }
  with(whole.substr(0, whole.size() / 2));
  with("");
  with("{}");
  with("[1, 2]");
  with(R"({"sha256": 1, "calibration": []})");
  with(std::string(100'000, ' '));
}

TEST_CASE("what is no file in a solution's place isn't waited for", "[study]") {
  const Folder folder;
  const fs::path file = folder.path / "solution.json";
  REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  check_unused(file, "no regular file", false);
  fs::remove(file);
  fs::create_directory(file);
  check_unused(file, "no regular file", false);
  fs::remove(file);
  fs::create_symlink("elsewhere", file);
  check_unused(file, "make it readable, or remove it", false);
}
