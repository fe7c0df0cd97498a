#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/system/process.hpp"
#include "rehearse/system/program.hpp"

namespace rehearse::cli {

/// Runs the program that is running once more: see `run_program`.
[[nodiscard]] inline Ran run_own_program(
    const std::vector<std::string>& arguments,
    const std::filesystem::path& folder,
    const std::vector<std::string>& environment = {},
    const std::function<void(std::string_view)>& hear = {}) {
  return run_program(own_file(), arguments, folder, environment, hear);
}

/// A new folder of ours alone below the folder for temporary files (TMPDIR),
/// removed with all that is in it when this goes.
class ScratchFolder {
 public:
  /// \throws IoError (cannot_create).
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace rehearse::cli
