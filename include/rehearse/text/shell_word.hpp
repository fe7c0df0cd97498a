#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// A word as it is typed in a shell: quoted where it must be.
[[nodiscard]] std::string shell_word(const std::string& word);

/// Stands where a manifest leaves out what is secret.
inline constexpr const char* hidden_word = "…";

/// `rehearse` with these arguments, as it is typed in a shell.
[[nodiscard]] std::string command_line(
    const std::vector<std::string>& arguments);

/// The words of a line that `shell_word` quoted; of none that it didn't.
[[nodiscard]] std::vector<std::string> shell_words(std::string_view line);

}  // namespace rehearse
