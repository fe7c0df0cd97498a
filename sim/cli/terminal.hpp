#pragma once

#include <cstddef>

namespace rehearse::cli {

/// Columns of the terminal behind a stream: $COLUMNS where it is set to a
/// number, as other programs have it; `otherwise` where it is no terminal.
[[nodiscard]] std::size_t columns_of(int file_descriptor,
                                     std::size_t otherwise);

}  // namespace rehearse::cli
