#pragma once

#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

#include "rehearse/core/errors.hpp"

namespace rehearse {

namespace fs = std::filesystem;

// A folder of this test's own, gone with it.
struct Folder {
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  fs::path path = fs::temp_directory_path() /
                  ("rehearse-store-" + std::to_string(::getpid()));
};

inline std::string content(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

inline std::size_t files_in(const fs::path& folder) {
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

}  // namespace rehearse
