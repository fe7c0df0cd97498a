#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/options.hpp"
#include "cli/session.hpp"
#include "rehearse/report/verify_report.hpp"
#include "rehearse/store/sealed_file.hpp"
#include "rehearse/text/progress_line.hpp"

namespace rehearse::cli {

/// A result, and what is needed to make it again.
struct VerifyRequest {
  std::string folder;
  std::string seed_file;           ///< of a list; empty: that of the folder
  std::optional<Opening> opening;  ///< of a list's sealed files
  unsigned threads = 0;            ///< 0: all cores
  std::function<void(const ProgressState&)> progress;  ///< may be empty
};

/// Makes a result again by this program in a folder of its own, and compares
/// every file. Nothing if it was interrupted.
/// \throws IoError.
[[nodiscard]] std::optional<VerifyReport> verify_result(
    const VerifyRequest& request);

/// What a line of `--progress json` says; nothing if it is none.
[[nodiscard]] std::optional<ProgressState> progress_of_line(
    const std::string& line);

}  // namespace rehearse::cli
