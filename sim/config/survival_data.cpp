#include "rehearse/config/survival_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <tuple>

#include "rehearse/analysis/ranked_times.hpp"
#include "rehearse/core/errors.hpp"
#include "text.hpp"

namespace rehearse {
namespace {

// A used column: its values in the rows that are kept.
struct Column {
  std::string name;
  std::vector<std::string> values;
};

// The used part of the table.
struct Rows {
  std::string file;
  std::vector<std::size_t> lines;
  std::vector<std::size_t> left_out;
  std::vector<std::size_t> indices;  // in the table
};

[[noreturn]] void fail(const std::string& file, std::size_t line,
                       const std::string& message) {
  throw IoError(ExitStatus::bad_data,
                fmt::format("{}:{}: {}", file, line, message));
}

std::size_t index_of(const CsvTable& table, const std::string& name) {
  const auto found = std::ranges::find(table.header, name);
  if (found != table.header.end())
    return static_cast<std::size_t>(found - table.header.begin());
  const std::vector<std::string_view> names{table.header.begin(),
                                            table.header.end()};
  fail(table.name, 1,
       fmt::format("no column '{}'{}", name, config::suggestion(name, names)));
}

bool is_missing(const std::string& value) {
  return value.empty() || value == "NA";
}

Rows complete_rows(const CsvTable& table, std::vector<Column>& columns) {
  std::vector<std::size_t> at;
  std::ranges::transform(columns, std::back_inserter(at), [&](const Column& c) {
    return index_of(table, c.name);
  });
  Rows rows{table.name, {}, {}, {}};
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    if (std::ranges::any_of(
            at, [&](std::size_t c) { return is_missing(row[c]); })) {
      rows.left_out.push_back(table.lines[i]);
      continue;
    }
    rows.lines.push_back(table.lines[i]);
    rows.indices.push_back(i);
    for (std::size_t c = 0; c < columns.size(); ++c)
      columns[c].values.push_back(row[at[c]]);
  }
  if (rows.lines.empty())
    fail(table.name, 1,
         "no row has a value in every column used (none is left to analyse): "
         "check the file and the columns");
  return rows;
}

std::vector<double> read_times(const Column& column, const Rows& rows) {
  std::vector<double> times;
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    const auto time = config::parse_number(column.values[i]);
    if (!time || *time < 0.0)
      fail(rows.file, rows.lines[i],
           fmt::format("column '{}': '{}' is no time (a number of at least 0): "
                       "correct it, or leave it empty if it is missing",
                       column.name, column.values[i]));
    times.push_back(*time);
  }
  return times;
}

bool is_word(const std::string& value, std::string_view lower) {
  return std::ranges::equal(value, lower, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
  });
}

std::vector<bool> read_events(const Column& column, const Rows& rows) {
  const bool has_two = std::ranges::count(column.values, "2") > 0;
  const std::string event = has_two ? "2" : "1";
  const std::string censored = has_two ? "1" : "0";
  std::vector<bool> events;
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    const std::string& value = column.values[i];
    const bool happened = value == event || is_word(value, "true");
    if (!happened && value != censored && !is_word(value, "false"))
      fail(rows.file, rows.lines[i],
           fmt::format("column '{}': '{}' is neither event nor censored ({}): "
                       "write 1 for an event and 0 for a censoring",
                       column.name, value,
                       has_two ? "2 is an event and 1 a censoring where there "
                                 "is a 2"
                               : "1 or TRUE is an event, 0 or FALSE a "
                                 "censoring"));
    events.push_back(happened);
  }
  return events;
}

std::vector<std::string_view> levels_of(const Column& column) {
  std::vector<std::string_view> levels{column.values.begin(),
                                       column.values.end()};
  std::ranges::sort(levels);
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

std::array<std::string, arm_count> read_arms(const Column& column,
                                             const std::string& experimental,
                                             const Rows& rows) {
  constexpr std::size_t shown = 6;
  const auto levels = levels_of(column);
  if (std::ranges::find(levels, experimental) == levels.end())
    fail(rows.file, rows.lines.front(),
         fmt::format(
             "column '{}' never has the experimental arm '{}'{}", column.name,
             experimental,
             config::suggestion(experimental, std::span{levels}.first(std::min(
                                                  shown, levels.size())))));
  if (levels.size() != arm_count)
    fail(
        rows.file, rows.lines.front(),
        fmt::format("column '{}' has {} arm{} (two are compared): leave rows "
                    "of two arms",
                    column.name, levels.size(), levels.size() == 1 ? "" : "s"));
  const std::size_t control = levels[0] == experimental ? 1 : 0;
  return {std::string{levels[control]}, experimental};
}

// Numbers by size, then the other texts.
using Value = std::tuple<double, std::string>;

std::vector<std::size_t> read_strata(std::span<const Column> columns,
                                     std::size_t rows) {
  std::vector<std::vector<Value>> joint(rows);
  for (const Column& column : columns)
    for (std::size_t i = 0; i < rows; ++i)
      joint[i].emplace_back(
          config::parse_number(column.values[i])
              .value_or(std::numeric_limits<double>::infinity()),
          column.values[i]);
  std::map<std::vector<Value>, std::size_t> number;
  for (const auto& value : joint) number.emplace(value, 0);
  std::size_t next = 0;
  for (auto& [value, stratum] : number) stratum = next++;
  std::vector<std::size_t> strata;
  std::ranges::transform(joint, std::back_inserter(strata),
                         [&](const auto& value) { return number.at(value); });
  return strata;
}

std::vector<Column> used(const SurvivalColumns& columns) {
  std::vector<Column> used{
      {columns.time, {}}, {columns.event, {}}, {columns.arm, {}}};
  for (const std::string& name : columns.strata) used.push_back({name, {}});
  return used;
}

}  // namespace

SurvivalData survival_data(const CsvTable& table,
                           const SurvivalColumns& columns) {
  auto values = used(columns);
  const Rows rows = complete_rows(table, values);
  const RankedTimes times = rank_times(read_times(values[0], rows));
  const auto events = read_events(values[1], rows);
  const auto strata =
      read_strata(std::span{values}.subspan(3), rows.lines.size());

  SurvivalData data;
  data.name = table.name;
  data.arm = read_arms(values[2], columns.experimental, rows);
  data.times = times.distinct;
  data.strata = std::ranges::max(strata) + 1;
  if (data.strata > max_strata)
    fail(rows.file, 1,
         fmt::format("{} strata (at most {} are possible): stratify by fewer "
                     "columns",
                     data.strata, max_strata));
  for (std::size_t i = 0; i < rows.lines.size(); ++i) {
    const bool experimental = values[2].values[i] == columns.experimental;
    data.keys.push_back(
        pack(times.rank[i], strata[i],
             experimental ? Role::experimental : Role::control, events[i]));
  }
  data.rows = rows.indices;
  data.sorted = data.keys;
  std::ranges::sort(data.sorted);
  data.left_out = rows.left_out;
  return data;
}

}  // namespace rehearse
