#include "rehearse/store/output_file.hpp"

#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "rehearse/core/errors.hpp"
#include "rehearse/store/run_folder.hpp"
#include "support/catch.hpp"
#include "unit/store/folder.hpp"

using namespace rehearse;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

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
  for (const fs::path below : {"file", "file/sub"})
    CHECK(fault_of([&] {
            RunFolder{folder.path / below, "power"};
          }) == IoFault::cannot_create);
  CHECK(content(folder.path / "file") == "x");
}

TEST_CASE("a temporary file is never somebody else's", "[store][files]") {
  const Folder folder;
  const fs::path file = folder.path / "a";
  const fs::path temporary = folder.path / "a.tmp";
  const auto write = [&] { write_file_atomically(file, "new"); };

  SECTION("a link to a victim stays, and the victim too") {
    write_file_atomically(folder.path / "victim", "precious");
    fs::create_symlink("victim", temporary);
    CHECK(fault_of(write) == IoFault::cannot_create);
    CHECK(content(folder.path / "victim") == "precious");
    CHECK_FALSE(fs::exists(file));
  }
  SECTION("a folder or pipe in the way is named") {
    fs::create_directory(temporary);
    CHECK_THROWS_WITH(write(), Contains("a.tmp is in the way"));
    fs::remove(temporary);
    REQUIRE(::mkfifo(temporary.c_str(), 0600) == 0);
    CHECK_THROWS_WITH(write(), Contains("a.tmp is in the way"));
  }
  SECTION("one that a killed process left goes") {
    std::ofstream{temporary} << "half";
    write();
    CHECK(content(file) == "new");
    CHECK(files_in(folder.path) == 1);
  }
  SECTION("one that is written is left alone") {
    OutputFile output{file};
    output.write("first");
    CHECK_THROWS_WITH(write(), Contains("another process writes it"));
    output.commit();
    CHECK(content(file) == "first");
    write();
    CHECK(content(file) == "new");
  }
}

TEST_CASE("what came in between is kept where it is to be", "[store][files]") {
  const Folder folder;
  const fs::path file = folder.path / "key";
  OutputFile output{file, Access::owner_only, Existing::kept};
  output.write("second");
  std::ofstream{file} << "first";
  CHECK_THROWS_WITH(output.commit(), Contains("File exists"));
  CHECK(content(file) == "first");
}

TEST_CASE("of two that make one file at once, one does", "[store][files]") {
  const Folder folder;
  const fs::path file = folder.path / "key";
  for (int round = 0; round < 50; ++round) {
    std::atomic<int> made{0};
    std::vector<std::thread> makers;
    for (int i = 0; i < 4; ++i)
      makers.emplace_back([&, i] {
        try {
          write_file_atomically(file, std::to_string(i), Access::owner_only,
                                Existing::kept);
          ++made;
        } catch (const IoError&) {
        }
      });
    for (std::thread& maker : makers) maker.join();
    REQUIRE(made == 1);
    REQUIRE(files_in(folder.path) == 1);
    fs::remove(file);
  }
}

TEST_CASE("a run folder's name holds no separator of its trial's id",
          "[report][files]") {
  const std::string hash(64, 'a');
  CHECK(default_run_folder("A/B 1", "power", hash) ==
        "results/A_B_1-power-aaaaaaaaaaaa");
  CHECK(default_run_folder("..", "power", hash) ==
        "results/_..-power-aaaaaaaaaaaa");
}
