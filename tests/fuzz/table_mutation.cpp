#include "table_mutation.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "text_mutation.hpp"

namespace rehearse::fuzz {
namespace {

using Row = std::vector<std::string>;
using Grid = std::vector<Row>;

// Our own tables have no quoted line ends, and few quotes: what splits wrongly
// is one more mutation.
Grid grid_of(const std::string& csv) {
  Grid grid(1, Row(1));
  for (const char c : csv) {
    if (c == '\n') {
      grid.emplace_back(1);
    } else if (c == ',') {
      grid.back().emplace_back();
    } else {
      grid.back().back() += c;
    }
  }
  if (grid.back() == Row(1)) grid.pop_back();
  return grid;
}

std::string text_of(const Grid& grid, Chance& chance) {
  constexpr std::array delimiters{';', '\t', '|'};
  const char delimiter = chance.one_in(12) ? chance.of(delimiters) : ',';
  const std::string_view end = chance.one_in(12) ? "\r\n" : "\n";
  std::string csv;
  for (const Row& row : grid) {
    for (const std::string& field : row) csv += field + delimiter;
    if (!row.empty()) csv.pop_back();
    csv += end;
  }
  return csv;
}

std::string number_like(const std::string& field, Chance& chance) {
  constexpr std::array<std::string_view, 14> numbers{"0",
                                                     "1",
                                                     "2",
                                                     "3",
                                                     "0.5",
                                                     "1.0000000001",
                                                     "12",
                                                     "1e-9",
                                                     "1e6",
                                                     "100",
                                                     "9007199254740993",
                                                     "NA",
                                                     "",
                                                     "Inf"};
  if (!field.empty() && chance.one_in(3)) {  // another digit of its own
    std::string text = field;
    text[chance.below(text.size())] = static_cast<char>('0' + chance.below(10));
    return text;
  }
  return std::string{chance.of(numbers)};
}

void change_field(Grid& grid, Chance& chance) {
  Row& row = grid[grid.size() == 1 ? 0 : 1 + chance.below(grid.size() - 1)];
  if (row.empty()) return;
  const std::size_t at = chance.below(row.size());
  const Row& other = chance.of(grid);
  switch (chance.below(5)) {
    case 0:
      if (at < other.size()) row[at] = other[at];
      return;
    case 1:
      return std::swap(row[at], row[chance.below(row.size())]);
    case 2:
      row[at] = '"' + row[at] + '"';
      return;
    case 3:
      row[at] = hostile_text(chance);
      return;
    default:
      row[at] = number_like(row[at], chance);
  }
}

void change_row(Grid& grid, Chance& chance) {
  const std::size_t at = chance.below(grid.size());
  const auto place = grid.begin() + static_cast<std::ptrdiff_t>(at);
  const Row row = *place;
  switch (chance.below(5)) {
    case 0:
      if (grid.size() > 1) grid.erase(place);
      return;
    case 1:
      return std::swap(*place, grid[chance.below(grid.size())]);
    case 2:
      grid.insert(place, chance.one_in(30) ? 2000 : 1 + chance.below(4), row);
      return;
    case 3:  // the first rows only
      grid.resize(1 + chance.below(grid.size()));
      return;
    default:
      grid.insert(place, Row(row.size()));
  }
}

// All rows alike: the table stays one.
void change_column(Grid& grid, Chance& chance) {
  const std::size_t columns = grid.front().size();
  const std::size_t from = chance.below(columns);
  const std::size_t to = chance.below(columns);
  const std::size_t what = chance.below(5);
  const std::size_t times = chance.one_in(30) ? 300 : 1;
  const std::string value = number_like("", chance);
  for (std::size_t i = 0; i < grid.size(); ++i) {
    Row& row = grid[i];
    if (row.size() != columns) continue;
    const std::string field = row[from];
    if (what == 0) std::swap(row[from], row[to]);
    if (what == 1 && i > 0) row[to] = field;
    if (what == 2 && columns > 1)
      row.erase(row.begin() + static_cast<std::ptrdiff_t>(from));
    if (what == 3 && i > 0) row[from] = value;
    if (what == 4)
      for (std::size_t k = 0; k < times; ++k)
        row.push_back(i == 0 ? field + std::to_string(k) : field);
  }
}

}  // namespace

std::string changed_table(const std::string& csv, const std::string& other,
                          Chance& chance) {
  if (csv.empty() || chance.one_in(6)) return changed_text(csv, other, chance);
  Grid grid = grid_of(csv);
  const std::size_t changes = chance.one_in(3) ? 1 + chance.below(6) : 1;
  for (std::size_t i = 0; i < changes; ++i) {
    const std::size_t what = chance.below(8);
    if (what < 4) change_field(grid, chance);
    if (what == 4 || what == 5) change_row(grid, chance);
    if (what == 6) change_column(grid, chance);
    if (what == 7) {
      const Grid rows = grid_of(other);
      if (!rows.empty()) grid.push_back(chance.of(rows));
    }
  }
  return text_of(grid, chance);
}

}  // namespace rehearse::fuzz
