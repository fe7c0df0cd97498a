#include "data_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <tuple>

#include "rehearse/analysis/many_arms.hpp"
#include "rehearse/core/errors.hpp"
#include "rehearse/text/csv_text.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/visible_form.hpp"

namespace rehearse {
namespace {

// Of the columns without which a row says nothing.
std::vector<std::size_t> needed(const CsvTable& table,
                                const SurvivalColumns& columns) {
  std::vector<std::size_t> indices;
  for (const std::string& name :
       {columns.time, columns.event, columns.arm, columns.censor, columns.entry,
        columns.weight})
    if (!name.empty()) indices.push_back(index_of(table, name));
  for (const std::string& name : columns.strata)
    indices.push_back(index_of(table, name));
  return indices;
}

std::vector<std::string_view> levels_of(const DataColumn& column) {
  std::vector<std::string_view> levels = column.values;
  std::ranges::sort(levels);
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

std::string_view advice_on_encoding(const CsvTable& table) {
  return table.unit == RowUnit::line
             ? encoding_advice()
             : "is no UTF-8 (the file doesn't state its encoding): name it, "
               "such as --encoding GB18030 (Chinese) or --encoding "
               "windows-1252 (Western Europe)";
}

// Numbers by size, then the other texts.
using Value = std::tuple<double, std::string_view>;

Value value_at(const DataColumn& column, std::size_t row) {
  return {column.number(row).value_or(std::numeric_limits<double>::infinity()),
          column.values[row]};
}

// Puts in each place where its value stands among all values in their order.
void rank_values(std::vector<std::size_t>& places, const auto& value_in) {
  std::map<decltype(value_in(0)), std::size_t> ranks;
  for (std::size_t i = 0; i < places.size(); ++i) ranks.emplace(value_in(i), 0);
  std::size_t next = 0;
  for (auto& [value, rank] : ranks) rank = next++;
  for (std::size_t i = 0; i < places.size(); ++i)
    places[i] = ranks.at(value_in(i));
}

}  // namespace

bool is_missing(std::string_view value) {
  return value.empty() || value == "NA";
}

bool is_word(std::string_view value, std::string_view lower) {
  return std::ranges::equal(value, lower, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
  });
}

bool has_column(const CsvTable& table, std::string_view name) {
  return std::ranges::find(table.header, name) != table.header.end();
}

std::string column_suggestion(const CsvTable& table, const std::string& name) {
  const std::vector<std::string_view> names{table.header.begin(),
                                            table.header.end()};
  return suggestion(name, names);
}

std::vector<std::string_view> values_in(const CsvTable& table,
                                        std::size_t column) {
  std::vector<std::string_view> values;
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    if (!is_missing(table.rows[row][column]))
      values.push_back(table.rows[row][column]);
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::string few_of(std::span<const std::string_view> values) {
  constexpr std::size_t most = 6;
  const auto few = values.first(std::min(most, values.size()));
  return join(few, ", ") + (values.size() > most ? ", …" : "");
}

void fail_in_header(const CsvTable& table, const std::string& message) {
  throw IoError(IoFault::bad_data, header_place(table) + ": " + message);
}

void fail_in_row(const CsvTable& table, std::size_t row,
                 const std::string& message) {
  throw IoError(IoFault::bad_data, row_place(table, row) + ": " + message);
}

void fail_in(const DataRows& rows, std::size_t row,
             const std::string& message) {
  fail_in_row(*rows.table, rows.indices[row], message);
}

std::size_t index_of(const CsvTable& table, const std::string& name) {
  const auto found = std::ranges::find(table.header, name);
  if (found != table.header.end())
    return static_cast<std::size_t>(found - table.header.begin());
  for (const std::string& column : table.header)
    if (!is_utf8(column))
      fail_in_header(table, fmt::format("no column '{}': the header {}", name,
                                        advice_on_encoding(table)));
  fail_in_header(table, fmt::format("no column '{}'{}", name,
                                    column_suggestion(table, name)));
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
    fail_in_header(table,
                   "no row has a value in every column used (none is left to "
                   "analyse): check the file and the columns");
  return rows;
}

DataColumn read_column(const DataRows& rows, const std::string& name) {
  const std::size_t at = index_of(*rows.table, name);
  DataColumn column{name, {}, decimal_mark(*rows.table, at)};
  column.values.reserve(rows.indices.size());
  for (const std::size_t row : rows.indices) {
    column.values.push_back(rows.table->rows[row][at]);
    if (!is_utf8(column.values.back()))
      fail_in_row(
          *rows.table, row,
          fmt::format("column '{}' {}", name, advice_on_encoding(*rows.table)));
  }
  return column;
}

std::string no_number(const DataColumn& column, std::size_t row,
                      std::string_view what) {
  const std::string_view text = column.values[row];
  return fmt::format("column '{}': '{}' is no {}{}", column.name, text, what,
                     comma_advice(text, column.mark));
}

std::vector<double> read_times(const DataRows& rows, const DataColumn& column) {
  std::vector<double> times;
  times.reserve(column.values.size());
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    const auto time = column.number(i);
    if (!time || *time < 0.0)
      fail_in(rows, i,
              no_number(column, i,
                        "time (a number of at least 0): correct it, or leave "
                        "it empty if it is missing"));
    times.push_back(*time);
  }
  return times;
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
        levels.size() == 1
            ? fmt::format("column '{}' has 1 arm (two are compared): leave "
                          "rows of two arms",
                          column.name)
            : fmt::format("column '{}' has {} arms (two are compared): leave "
                          "rows of two arms with --where, or compare all with "
                          "--trend",
                          column.name, levels.size()));
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

std::vector<std::string> ordered_arms(const DataRows& rows,
                                      const DataColumn& column,
                                      const std::vector<std::string>& order) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < column.values.size(); ++i)
    values.push_back(value_at(column, i));
  std::ranges::sort(values);
  std::vector<std::string> levels;
  for (const auto& [number, text] : values)
    if (std::ranges::find(levels, text) == levels.end())
      levels.emplace_back(text);
  if (levels.size() < 2 || levels.size() > most_arms)
    fail_in(rows, 0,
            fmt::format("column '{}' has {} arms (2 to {} can be compared): "
                        "name the arms' column",
                        column.name, levels.size(), most_arms));
  if (order.empty()) return levels;
  if (!std::ranges::is_permutation(order, levels)) {
    const std::vector<std::string_view> names{levels.begin(), levels.end()};
    fail_in(rows, 0,
            fmt::format("column '{}' has the arms {}, --arm-order others: name "
                        "each of them once",
                        column.name, join(names, ", ")));
  }
  return order;
}

std::vector<std::size_t> read_strata(const DataRows& rows,
                                     const std::vector<std::string>& columns) {
  std::vector<std::size_t> strata(rows.indices.size(), 0);
  for (const std::string& name : columns) {
    const DataColumn column = read_column(rows, name);
    std::vector<std::size_t> levels(strata.size());
    rank_values(levels, [&](std::size_t i) { return value_at(column, i); });
    rank_values(strata, [&](std::size_t i) {
      return strata[i] * levels.size() + levels[i];
    });
  }
  const std::size_t count = std::ranges::max(strata) + 1;
  if (count > max_strata)
    fail_in_header(
        *rows.table,
        fmt::format("{} strata (at most {} are possible): stratify by "
                    "fewer columns",
                    count, max_strata));
  return strata;
}

}  // namespace rehearse
