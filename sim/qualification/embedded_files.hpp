#pragma once

#include <span>
#include <string_view>

namespace rehearse {

/// A file of the source tree, as it was when the program was built.
struct EmbeddedFile {
  std::string_view path;  ///< from the root
  std::string_view bytes;
};

/// scripts/cmake/embed.cmake writes it.
[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

}  // namespace rehearse
