#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "support/catch.hpp"

struct Ending {
  std::string text;
  int status;
};

// Runs `rehearse` with `arguments`, a part of a shell's line.
inline Ending rehearse(const std::string& arguments) {
  const std::string command = REHEARSE_BINARY " " + arguments;
  FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Ending ending{"", 0};
  std::array<char, 4096> buffer{};
  while (const std::size_t count =
             std::fread(buffer.data(), 1, buffer.size(), pipe))
    ending.text.append(buffer.data(), count);
  ending.status = WEXITSTATUS(::pclose(pipe));
  return ending;
}

inline const std::string stored = REHEARSE_SOURCE_DIR "/tests/crosscheck/";
inline const std::string freireich =
    "analyze " + stored +
    "freireich.csv --time time --event event --arm arm --experimental 6-MP";

// A file that is gone at the end.
class ShortLivedFile {
 public:
  ShortLivedFile(const std::string& name, const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("rehearse-" + std::to_string(::getpid()) + "-" + name)) {
    std::ofstream{path_} << text;
  }
  ShortLivedFile(const ShortLivedFile&) = delete;
  ShortLivedFile& operator=(const ShortLivedFile&) = delete;
  ~ShortLivedFile() { std::filesystem::remove(path_); }

  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline const std::string in_four =
    " --time t --event e --arm a --experimental B";

struct Mistake {
  std::string arguments;
  int status;
  std::string message;
};
