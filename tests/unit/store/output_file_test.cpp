#include "rehearse/store/output_file.hpp"

#include <unistd.h>

#include <fstream>
#include <optional>
#include <sstream>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/run_folder.hpp"
#include "support/catch.hpp"

using namespace rehearse;
namespace fs = std::filesystem;

namespace {

// A folder of this test's own, gone with it.
struct Folder {
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  fs::path path = fs::temp_directory_path() /
                  ("rehearse-output-" + std::to_string(::getpid()));
};

std::string content(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator{folder}, fs::directory_iterator{}));
}

template <class Work>
std::optional<IoFault> fault_of(const Work& work) {
  try {
    work();
  } catch (const IoError& error) {
    return error.fault();
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("a file keeps its content until the new one is whole",
          "[report][files]") {
  const Folder folder;
  const fs::path file = folder.path / "a.json";
  write_file_atomically(file, "old");
  {
    OutputFile output{file};
    output.write("half of the n");
    CHECK(content(file) == "old");
  }
  CHECK(content(file) == "old");
  CHECK(files_in(folder.path) == 1);  // nothing is left behind
  write_file_atomically(file, "new");
  CHECK(content(file) == "new");
  CHECK(files_in(folder.path) == 1);
}

TEST_CASE("a symbolic link stays one", "[report][files]") {
  const Folder folder;
  write_file_atomically(folder.path / "real", "old");
  fs::create_symlink("real", folder.path / "link");
  write_file_atomically(folder.path / "link", "new");
  CHECK(fs::is_symlink(folder.path / "link"));
  CHECK(content(folder.path / "real") == "new");
}

TEST_CASE("what cannot be made or written says so", "[report][files]") {
  const Folder folder;
  CHECK(fault_of([] { write_file_atomically("/dev/full", "x"); }) ==
        IoFault::cannot_write);
  CHECK(fault_of([&] { write_file_atomically(folder.path, "x"); }) ==
        IoFault::cannot_create);
  CHECK(fault_of([&] {
          write_file_atomically(folder.path / "none" / "a", "x");
        }) == IoFault::cannot_create);
  write_file_atomically(folder.path / "file", "x");
  CHECK(fault_of([&] { make_folder(folder.path / "file"); }) ==
        IoFault::cannot_create);
  CHECK(fault_of([&] { make_folder(folder.path / "file" / "sub"); }) ==
        IoFault::cannot_create);
  CHECK(content(folder.path / "file") == "x");
}

TEST_CASE("a run folder's name holds no separator of its trial's id",
          "[report][files]") {
  const std::string hash(64, 'a');
  CHECK(default_run_folder("A/B 1", "power", hash) ==
        "results/A_B_1-power-aaaaaaaaaaaa");
  CHECK(default_run_folder("..", "power", hash) ==
        "results/_..-power-aaaaaaaaaaaa");
}
