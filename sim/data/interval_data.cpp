#include "rehearse/data/interval_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "data_rows.hpp"
#include "rehearse/analysis/ranked_times.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

double read_end(const DataRows& rows, const DataColumn& column, std::size_t row,
                std::string_view if_empty) {
  const auto time = column.number(row);
  if (!time || *time < 0.0)
    fail_in(rows, row,
            no_number(column, row,
                      fmt::format(
                          "time (a number of at least 0): correct it, or leave "
                          "it empty if {}",
                          if_empty)));
  return *time;
}

double read_left(const DataRows& rows, const DataColumn& column,
                 std::size_t row) {
  return is_missing(column.values[row])
             ? 0.0
             : read_end(rows, column, row, "it is 0");
}

double read_right(const DataRows& rows, const DataColumn& column,
                  std::size_t row) {
  const std::string_view text = column.values[row];
  return is_missing(text) || is_word(text, "inf")
             ? never
             : read_end(rows, column, row, "the event was not seen");
}

// Gives ends that only rounding tells apart the same time; how many.
std::size_t mend_ties(std::vector<IntervalObservation>& observations) {
  std::vector<double> ends;
  for (const IntervalObservation& seen : observations) {
    ends.push_back(seen.left);
    if (std::isfinite(seen.right)) ends.push_back(seen.right);
  }
  const RankedTimes times = rank_times(ends);
  auto rank = times.rank.begin();
  for (IntervalObservation& seen : observations) {
    seen.left = times.distinct[*rank++];
    if (std::isfinite(seen.right)) seen.right = times.distinct[*rank++];
  }
  return times.tied;
}

}  // namespace

IntervalData interval_data(const CsvTable& table,
                           const SurvivalColumns& columns) {
  const DataRows rows = complete_rows(table, columns);
  const DataColumn left = read_column(rows, columns.left);
  const DataColumn right = read_column(rows, columns.right);
  const DataColumn arm = read_column(rows, columns.arm);
  const auto strata = read_strata(rows, columns.strata);

  IntervalData data;
  data.name = table.name;
  data.arm = read_arms(rows, arm, columns.experimental);
  data.strata = std::ranges::max(strata) + 1;
  data.left_out = rows.left_out;
  data.unit = table.unit;
  for (std::size_t i = 0; i < rows.indices.size(); ++i) {
    const bool experimental = arm.values[i] == columns.experimental;
    const IntervalObservation seen{
        read_left(rows, left, i), read_right(rows, right, i),
        static_cast<std::uint32_t>(strata[i]),
        experimental ? Role::experimental : Role::control};
    if (seen.left > seen.right)
      fail_in(
          rows, i,
          fmt::format("column '{}': {} is after the {} of column '{}' (the "
                      "event lies between them): correct them",
                      left.name, left.values[i], right.values[i], right.name));
    data.observations.push_back(seen);
  }
  data.tied_times = mend_ties(data.observations);
  return data;
}

}  // namespace rehearse
