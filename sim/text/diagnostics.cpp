#include "rehearse/text/diagnostics.hpp"

#include <fmt/format.h>

#include "rehearse/text/shown_text.hpp"

namespace rehearse {
namespace {

std::string in_style(const std::string& text, const char* code, Color color) {
  return color == Color::on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text)
                            : text;
}

// What stands before the caret: as wide as the line up to there, tabs kept.
std::string pad_to(std::size_t column, std::string_view line) {
  std::string pad;
  std::size_t characters = 1;
  for (const char c : line) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (continues) continue;  // inside a character of several bytes
    if (characters++ >= column) break;
    pad += c == '\t' ? '\t' : ' ';
  }
  return pad;
}

}  // namespace

std::string bold_text(const std::string& text, Color color) {
  return in_style(text, "1", color);
}

// Nor a line in which the caret's place couldn't be told.
std::string pointed_line(const std::string& line, std::size_t column) {
  if (line.size() > longest_source_line || shown_text(line) != line) return "";
  std::string text = "  " + line + '\n';
  if (column > 0) text += "  " + pad_to(column, line) + "^\n";
  return text;
}

std::string diagnostics_text(std::span<const Diagnostic> diagnostics,
                             Severity severity, Color color) {
  const std::string label = severity == Severity::error
                                ? in_style("error:", "1;31", color)
                                : in_style("warning:", "1;33", color);
  std::string text;
  for (const Diagnostic& one : diagnostics) {
    if (!one.location.empty()) text += shown_text(one.location) + ": ";
    text += label + ' ' + shown_text(shortened(one.message)) + '\n';
    if (!one.line.empty()) text += pointed_line(one.line, one.column);
  }
  return text;
}

}  // namespace rehearse
