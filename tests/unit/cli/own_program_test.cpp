// This test program runs itself, as `rehearse` does.
#include "cli/own_program.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "rehearse/core/errors.hpp"
#include "rehearse/system/interrupt.hpp"
#include "support/catch.hpp"

using rehearse::Ran;
using rehearse::cli::run_own_program;
using rehearse::cli::ScratchFolder;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t flood = 1'000'000;  // more than any pipe holds

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

// What is run: hidden, so that nobody else does.
TEST_CASE("child floods both streams", "[.child]") {
  for (std::size_t i = 0; i < flood; i += 1000) {
    std::cerr << std::string(1000, 'e');
    std::cout << std::string(1000, 'o');
  }
  std::cout << std::flush;
  ::_exit(7);
}

TEST_CASE("child tells where it is", "[.child]") {
  const char* added = std::getenv("REHEARSE_ADDED");
  const char* home = std::getenv("REHEARSE_KEPT");
  std::string line;
  std::cout << fs::current_path().string() << '|' << (added ? added : "none")
            << '|' << (home ? home : "none") << '|'
            << (std::getline(std::cin, line) ? "input" : "no input") << '|'
            << std::flush;
  ::_exit(0);
}

TEST_CASE("child dies by a signal", "[.child]") {
  std::signal(SIGTERM, SIG_DFL);
  std::raise(SIGTERM);
}

TEST_CASE("child waits for a signal", "[.child]") {
  const auto& interrupted = rehearse::catch_interrupts();
  std::cerr << "ready" << std::flush;
  for (int i = 0; i < 3'000 && !interrupted; ++i) ::usleep(10'000);
  ::_exit(interrupted ? 75 : 1);
}

TEST_CASE("a program that runs itself has both streams, however long") {
  std::size_t heard = 0;
  const Ran ran =
      run_own_program({"child floods both streams"}, ".", {},
                      [&](std::string_view piece) { heard += piece.size(); });
  CHECK(ran.status == 7);
  CHECK(ran.out.find('o') != std::string::npos);
  CHECK(ran.out.size() >= flood);
  CHECK(ran.error.size() == flood);
  CHECK(heard == ran.error.size());
}

TEST_CASE("a program that runs itself chooses folder and environment") {
  ::setenv("REHEARSE_ADDED", "ours", 1);
  ::setenv("REHEARSE_KEPT", "kept", 1);
  const ScratchFolder folder;
  const fs::path named = fs::canonical(folder.path());
  const Ran ran =
      run_own_program({"child tells where it is"}, named,
                      {"REHEARSE_ADDED=theirs", "REHEARSE_OTHER=1"});
  CHECK(ran.status == 0);
  CHECK(has(ran.out, named.string() + "|theirs|kept|no input|"));
  const Ran plain = run_own_program({"child tells where it is"}, named);
  CHECK(has(plain.out, named.string() + "|ours|kept|no input|"));
}

TEST_CASE("a signal is told as a shell does") {
  const Ran ran = run_own_program({"child dies by a signal"}, ".");
  CHECK(ran.status == 128 + SIGTERM);
}

TEST_CASE("a folder that isn't there is told") {
  CHECK_THROWS_AS(run_own_program({}, "/nowhere/at/all"), rehearse::IoError);
}

// Last of all, in a process of its own: the flag stays set in it.
TEST_CASE("child is interrupted and has a child", "[.child]") {
  const Ran ran =
      run_own_program({"child waits for a signal"}, ".", {},
                      [](std::string_view) { ::kill(::getpid(), SIGTERM); });
  ::_exit(ran.status);
}

TEST_CASE("whoever interrupts us interrupts the program we run") {
  const Ran ran =
      run_own_program({"child is interrupted and has a child"}, ".");
  CHECK(ran.status == 75);
}

TEST_CASE("a scratch folder is new, ours alone, and goes") {
  fs::path path;
  {
    const ScratchFolder folder;
    const ScratchFolder other;
    path = folder.path();
    CHECK(path != other.path());
    CHECK((fs::status(path).permissions() & fs::perms::mask) ==
          fs::perms::owner_all);
    fs::create_directories(path / "a" / "b");
    std::ofstream{path / "a" / "b" / "file"} << "text";
  }
  CHECK_FALSE(fs::exists(path));
}
