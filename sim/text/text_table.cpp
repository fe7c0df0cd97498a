#include "rehearse/text/text_table.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include "rehearse/core/expect.hpp"
#include "rehearse/text/fitted_text.hpp"
#include "rehearse/text/spreadsheet_text.hpp"

namespace rehearse {
namespace {

constexpr std::string_view column_gap = "   ";  // between columns
constexpr std::size_t shortest_label = 12;

struct CodePoints {
  char32_t first;
  char32_t last;
};
// Taken for none: combining marks and zero-width characters.
constexpr CodePoints zero_width[] = {
    {0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};
// Taken for two: East Asian wide and full-width characters, emoji.
constexpr CodePoints double_width[] = {
    {0x1100, 0x115F}, {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},
    {0xFF00, 0xFF60}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};

template <std::size_t size>
bool is_in(char32_t point, const CodePoints (&ranges)[size]) {
  return std::ranges::any_of(ranges, [&](const CodePoints& range) {
    return point >= range.first && point <= range.last;
  });
}

// Takes one character off `text`, which holds one at least; a byte that begins
// none counts as one.
char32_t take_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0xC0 || lead > 0xF7 ? 1
                             : lead < 0xE0              ? 2
                             : lead < 0xF0              ? 3
                                                        : 4;
  char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < std::min(length, text.size()); ++i)
    point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(std::min(length, text.size()));
  return point;
}

std::vector<std::size_t> column_widths(
    const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows)
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], display_width(row[column]));
  return widths;
}

// The row's first `keys` cells and those of columns [begin, end).
std::string line_of(const std::vector<std::string>& row,
                    const std::vector<std::size_t>& widths, std::size_t keys,
                    std::size_t begin, std::size_t end) {
  std::string line = row[0];
  line.append(widths[0] - display_width(row[0]), ' ');
  const auto add = [&](std::size_t column) {
    line += column_gap;
    line.append(widths[column] - display_width(row[column]), ' ');
    line += row[column];
  };
  for (std::size_t column = 1; column < keys; ++column) add(column);
  for (std::size_t column = begin; column < end; ++column) add(column);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::size_t width_of_first(const std::vector<std::size_t>& widths,
                           std::size_t columns) {
  std::size_t used = widths[0];
  for (std::size_t column = 1; column < columns; ++column)
    used += column_gap.size() + widths[column];
  return used;
}

// How many columns tell the rows apart, which every block of columns then has:
// the first alone where it does, or no few do, or those leave no room.
std::size_t key_columns(const std::vector<std::vector<std::string>>& rows,
                        const std::vector<std::size_t>& widths,
                        std::size_t width) {
  for (std::size_t keys = 1; keys < widths.size(); ++keys) {
    if (2 * width_of_first(widths, keys) > width) break;
    std::set<std::vector<std::string>> seen;
    if (std::ranges::all_of(rows, [&](const auto& row) {
          const auto end = row.begin() + static_cast<std::ptrdiff_t>(keys);
          return seen.emplace(row.begin(), end).second;
        }))
      return keys;
  }
  return 1;
}

// Where the columns from `begin` that fit end; one at least.
std::size_t fitting(const std::vector<std::size_t>& widths, std::size_t keys,
                    std::size_t begin, std::size_t width) {
  std::size_t used = width_of_first(widths, keys);
  std::size_t end = begin;
  while (end < widths.size()) {
    used += column_gap.size() + widths[end];
    if (used > width && end > begin) break;
    ++end;
  }
  return end;
}

// Lines of at most `width` columns, broken between words.
std::vector<std::string> label_lines(const std::string& label,
                                     std::size_t width) {
  std::vector<std::string> lines;
  std::string text = fitted_text(label, width);
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// Labels broken where they would leave no room for the widest column beside
// them: a row's cells stand on the last line of its label. The header is the
// first of the rows.
std::vector<std::vector<std::string>> rows_to_fit(const TextTable& table,
                                                  std::size_t width) {
  std::vector<std::vector<std::string>> rows{table.header};
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  const auto widths = column_widths(rows);
  if (widths.size() < 2) return rows;
  const std::size_t taken =
      column_gap.size() + *std::max_element(widths.begin() + 1, widths.end());
  const std::size_t room =
      std::max(shortest_label, width - std::min(width, taken));
  if (widths[0] <= room) return rows;
  std::vector<std::vector<std::string>> broken;
  for (const auto& row : rows) {
    const auto lines = label_lines(row[0], room);
    for (const std::string& line : lines) {
      auto& cells = broken.emplace_back(row.size());
      if (&line == &lines.back()) cells = row;
      cells[0] = line;
    }
  }
  return broken;
}

std::string csv_row(const std::vector<std::string>& row) {
  std::string line;
  for (const std::string& cell : row) line += csv_field(cell) + ',';
  line.back() = '\n';
  return line;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    if (text.starts_with("\x1b[")) {  // up to the letter that ends it
      const auto end = std::min(text.find('m'), text.size() - 1);
      text.remove_prefix(end + 1);
      continue;
    }
    const char32_t point = take_code_point(text);
    if (is_in(point, zero_width)) continue;
    width += is_in(point, double_width) ? 2 : 1;
  }
  return width;
}

std::string aligned_text(const TextTable& table, std::size_t width) {
  expect(!table.header.empty(), "a table has a column at least");
  for (const auto& row : table.rows)
    expect(row.size() == table.header.size(), "a row has the table's columns");
  const auto rows = rows_to_fit(table, width);
  const auto widths = column_widths(rows);
  const std::size_t keys = key_columns(rows, widths, width);
  std::string text;
  std::size_t begin = keys;
  do {
    const std::size_t end = fitting(widths, keys, begin, width);
    if (begin > keys) text += '\n';
    for (const auto& row : rows) text += line_of(row, widths, keys, begin, end);
    begin = end;
  } while (begin < widths.size());
  return text;
}

std::string csv_field(std::string_view text) {
  const bool formula = is_formula(text);
  if (!formula && text.find_first_of(",\"\r\n") == std::string_view::npos)
    return std::string{text};
  std::string quoted = "\"";
  if (formula) quoted += formula_guard;
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

std::string csv_text(const TextTable& table) {
  std::string text = csv_row(table.header);
  for (const auto& row : table.rows) text += csv_row(row);
  return text;
}

}  // namespace rehearse
