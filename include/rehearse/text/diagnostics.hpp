#pragma once

#include <span>
#include <string>

#include "rehearse/core/errors.hpp"

namespace rehearse {

/// Whether text may carry the terminal's escape codes.
enum class Color { off, on };

enum class Severity { error, warning };

/// "location: error: message" for each, with its source line and a caret under
/// the fault. Lines too long for a terminal are left out.
[[nodiscard]] std::string diagnostics_text(
    std::span<const Diagnostic> diagnostics, Severity severity, Color color);

/// `text` in bold; as it is without colour.
[[nodiscard]] std::string bold_text(const std::string& text, Color color);

}  // namespace rehearse
