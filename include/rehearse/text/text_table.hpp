#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rehearse {

/// Cells of text under a header. The first column names the rows.
struct TextTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  ///< each as long as `header`
};

/// Columns that a terminal takes for UTF-8 `text`.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The first column left-aligned, the others right-aligned. Columns that don't
/// fit in `width` follow below, in a table of their own with the first column
/// again, or as many of the first as tell the rows apart; labels that leave no
/// room for a column are broken between words.
[[nodiscard]] std::string aligned_text(const TextTable& table,
                                       std::size_t width);

/// One field of a CSV file, quoted where it must be (RFC 4180).
[[nodiscard]] std::string csv_field(std::string_view text);

/// The table as CSV, header first, lines ended by LF.
[[nodiscard]] std::string csv_text(const TextTable& table);

}  // namespace rehearse
