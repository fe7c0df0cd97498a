#include "sweep_layout.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>

namespace rehearse {
namespace {

using Values = std::vector<std::string>;

// What several tables hold: alone they don't say whose they are.
constexpr std::string_view words_of_many_tables[] = {"annual_probability",
                                                     "correlation",
                                                     "cured",
                                                     "duration",
                                                     "fraction",
                                                     "hazard_per_month",
                                                     "median",
                                                     "opening",
                                                     "probability",
                                                     "rate_per_month",
                                                     "scale",
                                                     "schedule",
                                                     "sensitivity",
                                                     "shape",
                                                     "sigma",
                                                     "weight",
                                                     "window"};

int words_needed(const std::string& key) {
  const std::string_view last =
      std::string_view{key}.substr(key.rfind('.') + 1);
  return std::ranges::count(words_of_many_tables, last) > 0 ? 2 : 1;
}

// The last `count` words of a key.
std::string last_words(const std::string& key, int count) {
  std::size_t begin = key.size();
  for (int i = 0; i < count && begin != std::string::npos; ++i)
    begin = begin == 0 ? std::string::npos : key.rfind('.', begin - 1);
  std::string words = key.substr(begin == std::string::npos ? 0 : begin + 1);
  std::ranges::replace_if(
      words, [](char c) { return c == '.' || c == '_'; }, ' ');
  return words;
}

std::string text_of(const Json& cell, const std::string& key) {
  return cell.at(key).get<std::string>();
}

Values values_of(const Json& cell, const Values& keys) {
  Values values;
  for (const std::string& key : keys) values.push_back(text_of(cell, key));
  return values;
}

// Its index; it is added where it is new.
std::size_t place_of(const std::string& name, Values& all) {
  const auto found = std::ranges::find(all, name);
  const auto index = static_cast<std::size_t>(found - all.begin());
  if (found == all.end()) all.push_back(name);
  return index;
}

// For each key, its values in the order in which they come.
std::vector<Values> orders_of(const std::vector<Json>& cells,
                              const Values& keys) {
  std::vector<Values> orders(keys.size());
  for (const Json& cell : cells)
    for (std::size_t k = 0; k < keys.size(); ++k)
      (void)place_of(text_of(cell, keys[k]), orders[k]);
  return orders;
}

}  // namespace

std::string name_of(const std::string& key, const SweepIdentity& sweep,
                    const SweepTable& table) {
  const auto own = table.names.find(key);
  if (own != table.names.end()) return own->second;
  for (int count = words_needed(key);; ++count) {
    std::string words = last_words(key, count);
    const auto same = [&](const std::string& other) {
      return other != key && last_words(other, count) == words;
    };
    if (words.size() == key.size() || std::ranges::none_of(sweep.keys, same))
      return words;
  }
}

std::string as_label(std::string name) {
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z')
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

std::string names_of(const Values& keys, const SweepIdentity& sweep,
                     const SweepTable& table) {
  Values names;
  for (const std::string& key : keys)
    names.push_back(name_of(key, sweep, table));
  return fmt::format("{}", fmt::join(names, ", "));
}

SweepGrid grid_of(const std::vector<Json>& cells, const SweepTable& table) {
  const std::vector<Values> orders = orders_of(cells, table.columns);
  const auto places = [&](const Values& values) {
    std::vector<std::ptrdiff_t> at;
    for (std::size_t k = 0; k < values.size(); ++k)
      at.push_back(std::ranges::find(orders[k], values[k]) - orders[k].begin());
    return at;
  };
  SweepGrid grid;
  for (const Json& cell : cells)
    if (Values values = values_of(cell, table.columns);
        std::ranges::find(grid.columns, values) == grid.columns.end())
      grid.columns.push_back(std::move(values));
  std::ranges::stable_sort(grid.columns, {}, places);
  for (const Json& cell : cells) {
    const Values values = values_of(cell, table.rows);
    const std::size_t row =
        place_of(fmt::format("{}", fmt::join(values, ", ")), grid.rows);
    const auto column =
        std::ranges::find(grid.columns, values_of(cell, table.columns)) -
        grid.columns.begin();
    grid.cells.resize(grid.rows.size(),
                      std::vector<const Json*>(grid.columns.size(), nullptr));
    grid.cells[row][static_cast<std::size_t>(column)] = &cell;
  }
  return grid;
}

std::vector<std::vector<Document::Spanner>> spanners_of(
    const SweepGrid& grid, const std::string& names) {
  std::vector<std::vector<Document::Spanner>> lines{
      {{""}, {names, grid.columns.size()}}};
  const std::size_t keys = grid.columns.front().size();
  for (std::size_t k = 0; k + 1 < keys; ++k) {
    auto& line = lines.emplace_back(1, Document::Spanner{""});
    const Values* before = nullptr;
    for (const Values& column : grid.columns) {
      const auto end = static_cast<std::ptrdiff_t>(k + 1);
      if (before != nullptr &&
          std::equal(before->begin(), before->begin() + end, column.begin()))
        ++line.back().columns;
      else
        line.push_back({column[k]});
      before = &column;
    }
  }
  return lines;
}

}  // namespace rehearse
