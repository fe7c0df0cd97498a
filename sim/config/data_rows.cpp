#include "data_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <tuple>

#include "rehearse/core/errors.hpp"
#include "text.hpp"
#include "visible_form.hpp"

namespace rehearse::config {
namespace {

std::size_t index_of(const CsvTable& table, const std::string& name) {
  const auto found = std::ranges::find(table.header, name);
  if (found != table.header.end())
    return static_cast<std::size_t>(found - table.header.begin());
  const std::vector<std::string_view> names{table.header.begin(),
                                            table.header.end()};
  fail_at(table.name, 1,
          fmt::format("no column '{}'{}", name, suggestion(name, names)));
}

// Of the columns without which a row says nothing.
std::vector<std::size_t> needed(const CsvTable& table,
                                const SurvivalColumns& columns) {
  std::vector<std::size_t> indices;
  for (const std::string& name : {columns.time, columns.event, columns.arm})
    if (!name.empty()) indices.push_back(index_of(table, name));
  for (const std::string& name : columns.strata)
    indices.push_back(index_of(table, name));
  return indices;
}

std::vector<std::string_view> levels_of(const DataColumn& column) {
  std::vector<std::string_view> levels{column.values.begin(),
                                       column.values.end()};
  std::ranges::sort(levels);
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

// Numbers by size, then the other texts.
using Value = std::tuple<double, std::string>;

}  // namespace

bool is_missing(const std::string& value) {
  return value.empty() || value == "NA";
}

bool is_word(const std::string& value, std::string_view lower) {
  return std::ranges::equal(value, lower, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
  });
}

void fail_at(const std::string& file, std::size_t line,
             const std::string& message) {
  throw IoError(ExitStatus::bad_data,
                fmt::format("{}:{}: {}", file, line, message));
}

void fail_in(const DataRows& rows, std::size_t row,
             const std::string& message) {
  fail_at(rows.table->name, rows.table->lines[rows.indices[row]], message);
}

DataRows complete_rows(const CsvTable& table, const SurvivalColumns& columns) {
  const auto all = needed(table, columns);
  std::vector<std::size_t> either;
  for (const std::string& name : {columns.left, columns.right})
    if (!name.empty()) either.push_back(index_of(table, name));
  DataRows rows{&table, {}, {}};
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto missing = [&](std::size_t column) {
      return is_missing(table.rows[i][column]);
    };
    const bool incomplete =
        std::ranges::any_of(all, missing) ||
        (!either.empty() && std::ranges::all_of(either, missing));
    if (incomplete)
      rows.left_out.push_back(table.lines[i]);
    else
      rows.indices.push_back(i);
  }
  if (rows.indices.empty())
    fail_at(table.name, 1,
            "no row has a value in every column used (none is left to "
            "analyse): check the file and the columns");
  return rows;
}

DataColumn read_column(const DataRows& rows, const std::string& name) {
  const std::size_t at = index_of(*rows.table, name);
  DataColumn column{name, {}};
  for (const std::size_t row : rows.indices)
    column.values.push_back(rows.table->rows[row][at]);
  return column;
}

std::array<std::string, arm_count> read_arms(const DataRows& rows,
                                             const DataColumn& column,
                                             const std::string& experimental) {
  constexpr std::size_t shown = 6;
  const auto levels = levels_of(column);
  if (std::ranges::find(levels, experimental) == levels.end())
    fail_in(
        rows, 0,
        fmt::format("column '{}' never has the experimental arm '{}'{}",
                    column.name, experimental,
                    suggestion(experimental, std::span{levels}.first(std::min(
                                                 shown, levels.size())))));
  if (levels.size() != arm_count)
    fail_in(
        rows, 0,
        fmt::format("column '{}' has {} arm{} (two are compared): leave rows "
                    "of two arms",
                    column.name, levels.size(), levels.size() == 1 ? "" : "s"));
  if (visible_form(levels[0]) == visible_form(levels[1]))
    fail_in(
        rows, 0,
        fmt::format("column '{}' has two arms that look the same, '{}' (they "
                    "differ in spaces, invisible characters, Unicode form "
                    "or bytes that are no UTF-8 alone): correct the file",
                    column.name, visible_form(levels[0])));
  const std::size_t control = levels[0] == experimental ? 1 : 0;
  return {std::string{levels[control]}, experimental};
}

std::vector<std::size_t> read_strata(const DataRows& rows,
                                     const std::vector<std::string>& columns) {
  std::vector<std::vector<Value>> joint(rows.indices.size());
  for (const std::string& name : columns) {
    const DataColumn column = read_column(rows, name);
    for (std::size_t i = 0; i < joint.size(); ++i)
      joint[i].emplace_back(
          parse_number(column.values[i])
              .value_or(std::numeric_limits<double>::infinity()),
          column.values[i]);
  }
  std::map<std::vector<Value>, std::size_t> number;
  for (const auto& value : joint) number.emplace(value, 0);
  std::size_t next = 0;
  for (auto& [value, stratum] : number) stratum = next++;
  if (next > max_strata)
    fail_at(rows.table->name, 1,
            fmt::format("{} strata (at most {} are possible): stratify by "
                        "fewer columns",
                        next, max_strata));
  std::vector<std::size_t> strata;
  std::ranges::transform(joint, std::back_inserter(strata),
                         [&](const auto& value) { return number.at(value); });
  return strata;
}

}  // namespace rehearse::config
