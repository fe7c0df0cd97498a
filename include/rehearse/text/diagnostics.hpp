#pragma once

#include <span>
#include <string>

#include "rehearse/core/errors.hpp"

namespace rehearse {

/// Whether text may carry the terminal's escape codes.
enum class Color { off, on };

enum class Severity { error, warning };

/// A source line that is longer fits no terminal and isn't shown.
inline constexpr std::size_t longest_source_line = 160;

/// "location: error: message" for each, with its source line and a caret under
/// the fault, without what a terminal would obey.
[[nodiscard]] std::string diagnostics_text(
    std::span<const Diagnostic> diagnostics, Severity severity, Color color);

/// A line and under it a caret at `column` (from 1; 0: none), both indented;
/// empty where the line is too long, or holds what a terminal would obey.
[[nodiscard]] std::string pointed_line(const std::string& line,
                                       std::size_t column);

/// `text` in bold; as it is without colour.
[[nodiscard]] std::string bold_text(const std::string& text, Color color);

}  // namespace rehearse
