#include "rehearse/config/survival_data.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data_rows.hpp"
#include "rehearse/analysis/ranked_times.hpp"
#include "text.hpp"

namespace rehearse {
namespace {

using config::DataColumn;
using config::DataRows;

std::vector<double> read_times(const DataColumn& column, const DataRows& rows) {
  std::vector<double> times;
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    const auto time = config::parse_number(column.values[i]);
    if (!time || *time < 0.0)
      config::fail_in(
          rows, i,
          fmt::format("column '{}': '{}' is no time (a number of at least 0): "
                      "correct it, or leave it empty if it is missing",
                      column.name, column.values[i]));
    times.push_back(*time);
  }
  return times;
}

std::vector<bool> read_events(const DataColumn& column, const DataRows& rows) {
  const bool has_two = std::ranges::count(column.values, "2") > 0;
  const std::string event = has_two ? "2" : "1";
  const std::string censored = has_two ? "1" : "0";
  std::vector<bool> events;
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    const std::string& value = column.values[i];
    const bool happened = value == event || config::is_word(value, "true");
    if (!happened && value != censored && !config::is_word(value, "false"))
      config::fail_in(
          rows, i,
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

}  // namespace

SurvivalData survival_data(const CsvTable& table,
                           const SurvivalColumns& columns) {
  const DataRows rows = config::complete_rows(table, columns);
  const RankedTimes times =
      rank_times(read_times(config::read_column(rows, columns.time), rows));
  const auto events =
      read_events(config::read_column(rows, columns.event), rows);
  const auto strata = config::read_strata(rows, columns.strata);
  const DataColumn arm = config::read_column(rows, columns.arm);

  SurvivalData data;
  data.name = table.name;
  data.arm = config::read_arms(rows, arm, columns.experimental);
  data.times = times.distinct;
  data.strata = std::ranges::max(strata) + 1;
  for (std::size_t i = 0; i < rows.indices.size(); ++i) {
    const bool experimental = arm.values[i] == columns.experimental;
    data.keys.push_back(pack(times.rank[i], strata[i],
                             experimental ? Role::experimental : Role::control,
                             events[i]));
  }
  data.rows = rows.indices;
  data.sorted = data.keys;
  std::ranges::sort(data.sorted);
  data.left_out = rows.left_out;
  return data;
}

}  // namespace rehearse
