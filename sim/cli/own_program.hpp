#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse::cli {

/// How a run of this program ended.
struct Ran {
  int status = 0;     ///< exit status, or 128 + the signal that ended it
  std::string out;    ///< what went to standard output
  std::string error;  ///< what went to standard error
};

/// Runs the program that is running, from its own file, with `arguments` (its
/// name not among them) in `folder`, and waits for it. Its standard input is
/// empty. `environment` (NAME=VALUE) is added to ours and holds before it.
/// `hear` is given each piece of standard error when it comes. A signal that
/// interrupts us (`catch_interrupts`) interrupts it too.
/// \throws IoError (internal) if it can't be started.
[[nodiscard]] Ran run_own_program(
    const std::vector<std::string>& arguments,
    const std::filesystem::path& folder,
    const std::vector<std::string>& environment = {},
    const std::function<void(std::string_view)>& hear = {});

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
