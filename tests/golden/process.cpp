#include "golden/process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support/catch.hpp"

namespace rehearse::golden {
namespace {

namespace fs = std::filesystem;

// A folder that goes with the program, and is empty for each test case.
struct Scratch {
  ~Scratch() { fs::remove_all(path); }
  const fs::path& of(const std::string& test_case) {
    if (test_case != used_by || !fs::exists(path)) {
      fs::remove_all(path);
      fs::create_directories(path);
      used_by = test_case;
    }
    return path;
  }
  fs::path path = fs::temp_directory_path() /
                  ("rehearse-golden-" + std::to_string(::getpid()));
  std::string used_by = {};
};

}  // namespace

fs::path scratch() {
  static Scratch folder;
  return folder.of(Catch::getResultCapture().getCurrentTestName());
}

ProcessResult shell(const std::string& script) {
  const fs::path folder = scratch();
  const fs::path out = folder / ".out";
  const fs::path err = folder / ".err";
  const fs::path file = folder / ".script";
  std::ofstream{file} << "cd '" REHEARSE_SOURCE_DIR "'\n"
                      << "PATH=" << fs::path{REHEARSE_BINARY}.parent_path()
                      << ":$PATH\nSCRATCH=" << folder
                      << "\nunset NO_COLOR COLUMNS\n(\n"
                      << script << "\n)\n";
  const std::string command = "/bin/sh '" + file.string() + "' > '" +
                              out.string() + "' 2> '" + err.string() +
                              "' < /dev/null";
  const int status = std::system(command.c_str());
  return {WEXITSTATUS(status), content(out), content(err)};
}

ProcessResult done(const std::string& script) {
  CAPTURE(script);
  auto result = shell(script);
  CAPTURE(result.err);
  REQUIRE(result.status == 0);
  return result;
}

std::string content(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace rehearse::golden
