#pragma once

#include <string>
#include <vector>

namespace rehearse {

/// A file in an archive.
struct ZipEntry {
  std::string name;  ///< ASCII, with / between folders
  std::string bytes;
};

/// A zip archive (PKWARE, APPNOTE 6.3.10) of the files in their order, not
/// compressed and dated 1980-01-01: the same files have the same bytes.
/// What office programs' files are. Less than 4 GB in all.
[[nodiscard]] std::string zip_of(const std::vector<ZipEntry>& entries);

}  // namespace rehearse
