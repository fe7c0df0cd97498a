#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/report/result_comparison.hpp"
#include "rehearse/store/build_info.hpp"
#include "rehearse/store/manifest.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse {

/// What became of a file when its result was made again.
enum class MadeAgain {
  not_tried,
  equal,
  differs,
  only_there,  ///< in the folder alone
  only_here,   ///< made again alone
};

/// Whether what differs may be shown: a list's rows would unblind.
enum class FileShown { values, places };

/// A file of a result.
struct VerifiedFile {
  std::string name;
  std::optional<Kept> kept;  ///< none: the manifest has no hash of it
  MadeAgain made = MadeAgain::not_tried;
  FileComparison comparison = {};
  FileShown shown = FileShown::values;
};

/// A file that the run read. It need not be as it was, but where the result
/// can't be made again without it.
struct VerifiedInput {
  std::string name;
  Kept kept = Kept::unchanged;
};

/// A result beside the same made again.
struct VerifyReport {
  std::string folder;
  Manifest manifest;
  BuildInfo build;  ///< with which it was made again
  std::vector<VerifiedFile> files;
  std::string not_made;  ///< why it couldn't be made again; empty: it was
  std::vector<VerifiedInput> inputs = {};
  /// Files of the folder that neither the manifest names nor the run makes; of
  /// what wasn't made again that isn't known.
  std::vector<std::string> strangers = {};
};

/// Which versions are compared. A manifest that says none is taken for one of
/// this version, of which a missing version is a difference.
[[nodiscard]] Versions versions_of(const VerifyReport& report);

/// Whether no file was changed and all came out alike.
[[nodiscard]] bool is_equal(const VerifyReport& report);

[[nodiscard]] Report report_of(const VerifyReport& report);

}  // namespace rehearse
