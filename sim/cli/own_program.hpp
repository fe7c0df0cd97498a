#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/store/ran.hpp"

namespace rehearse::cli {

/// The program that is running, by its own file, whatever has its name now.
inline constexpr const char* own_program = "/proc/self/exe";

/// The status of a program that was stopped since it took too long.
inline constexpr int timed_out = -1;

/// The program of that name that a shell would find; empty if there is none.
[[nodiscard]] std::filesystem::path program_on_path(const char* name);

/// Runs a program with `arguments` (its name not among them) in `folder`, and
/// waits for it. Its standard input is empty. `environment` (NAME=VALUE) is
/// added to ours and holds before it. `hear` is given each piece of standard
/// error when it comes. A signal that interrupts us (`catch_interrupts`) is
/// passed on to it and all that it started. One that takes longer than `limit`
/// is ended with these, and its status is `timed_out`.
/// \throws IoError (internal) if it can't be started.
[[nodiscard]] Ran run_program(
    const std::string& file, const std::vector<std::string>& arguments,
    const std::filesystem::path& folder,
    const std::vector<std::string>& environment = {},
    const std::function<void(std::string_view)>& hear = {},
    std::optional<std::chrono::seconds> limit = std::nullopt);

/// The same of the program that is running.
[[nodiscard]] inline Ran run_own_program(
    const std::vector<std::string>& arguments,
    const std::filesystem::path& folder,
    const std::vector<std::string>& environment = {},
    const std::function<void(std::string_view)>& hear = {}) {
  return run_program(own_program, arguments, folder, environment, hear);
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
