#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/text/document.hpp"
#include "rehearse/text/screen.hpp"

namespace rehearse {

// A document set in each format.
[[nodiscard]] std::string terminal_text(const Document& document,
                                        const Screen& screen);
[[nodiscard]] std::string markdown_text(const Document& document);
/// A page by itself; without a heading, as a table alone has none, a fragment.
[[nodiscard]] std::string html_text(const Document& document);
/// For \input; tables need the package booktabs.
[[nodiscard]] std::string latex_text(const Document& document);
/// A file of Word's (Office Open XML, ECMA-376): bytes, the same every time.
[[nodiscard]] std::string docx_bytes(const Document& document);
/// Rich Text Format, version 1.9.1, in ASCII.
[[nodiscard]] std::string rtf_text(const Document& document);

/// One setter for each kind of block.
template <class... Setters>
struct Overloaded : Setters... {
  using Setters::operator()...;
};

/// Lines with `between` in between.
[[nodiscard]] std::string joined(const std::vector<std::string>& lines,
                                 std::string_view between);

/// The same of lines as `set` sets each.
template <class Set>
std::string joined(const std::vector<std::string>& lines,
                   std::string_view between, const Set& set) {
  std::vector<std::string> out;
  out.reserve(lines.size());
  for (const std::string& line : lines) out.push_back(set(line));
  return joined(out, between);
}

/// Lines of a text.
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);

/// A name filled up to `width` columns, two spaces at least after it where it
/// is longer.
[[nodiscard]] std::string padded(const std::string& name, std::size_t width);

/// Facts as lines: text in a column of its own, from `width` on.
[[nodiscard]] std::vector<std::string> fact_lines(const Document::Fact& fact,
                                                  std::size_t width);

/// Spaces before a label, which indent it.
[[nodiscard]] std::size_t indent_of(std::string_view text);

/// The lines of a table's head, from its spanners to its header.
[[nodiscard]] std::vector<std::vector<Document::Spanner>> head_lines(
    const Document::Table& table);

/// The cells with the spanners in the header: what is above all columns but
/// the first is beside the first's name.
[[nodiscard]] TextTable with_one_head(const Document::Table& table);

/// Widths of a table's columns on a page of A4 with margins of 20 mm, in 1/1440
/// inch: those of their longest texts, less where the page isn't as wide.
[[nodiscard]] std::vector<int> column_twips(const Document::Table& table);

/// A part of a text without its indent.
struct Phrase {
  std::string text;
  bool is_code;  ///< it stood between backticks
};
[[nodiscard]] std::vector<Phrase> phrases_of(std::string_view text);

}  // namespace rehearse
