#pragma once

#include <string>

namespace rehearse::cli {

/// A word as it is typed in a shell: quoted where it must be.
[[nodiscard]] std::string shell_word(const std::string& word);

}  // namespace rehearse::cli
