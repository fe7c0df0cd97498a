#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/text/document.hpp"
#include "rehearse/text/screen.hpp"

namespace rehearse {

// A document set four ways.
[[nodiscard]] std::string terminal_text(const Document& document,
                                        const Screen& screen);
[[nodiscard]] std::string markdown_text(const Document& document);
/// A page by itself; without a heading, as a table alone has none, a fragment.
[[nodiscard]] std::string html_text(const Document& document);
/// For \input; tables need the package booktabs.
[[nodiscard]] std::string latex_text(const Document& document);

/// One setter for each kind of block.
template <class... Setters>
struct Overloaded : Setters... {
  using Setters::operator()...;
};

/// Lines with `between` in between.
[[nodiscard]] std::string joined(const std::vector<std::string>& lines,
                                 std::string_view between);

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

}  // namespace rehearse
