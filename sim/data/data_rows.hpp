#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/data/survival_data.hpp"

namespace rehearse {

/// The rows of a data file in which nothing that is used is missing.
struct DataRows {
  const CsvTable* table = nullptr;
  std::vector<std::size_t> indices;   ///< in the table
  std::vector<std::size_t> left_out;  ///< places of the others
};

/// A used column: its values in the rows that are kept, whose table must live
/// as long.
struct DataColumn {
  std::string name;
  std::vector<std::string_view> values;
  DecimalMark mark = DecimalMark::point;

  /// A finite number, or nothing.
  [[nodiscard]] std::optional<double> number(std::size_t row) const {
    return parse_number(values[row], mark);
  }
};

/// Empty, or NA as R writes it.
[[nodiscard]] bool is_missing(std::string_view value);

/// Whether `value` is `lower` in letters of any case.
[[nodiscard]] bool is_word(std::string_view value, std::string_view lower);

[[nodiscard]] bool has_column(const CsvTable& table, std::string_view name);

/// " (did you mean 'x'?)" of a column's name that isn't there.
[[nodiscard]] std::string column_suggestion(const CsvTable& table,
                                            const std::string& name);

/// The different values of a column, but for missing ones, in order.
[[nodiscard]] std::vector<std::string_view> values_in(const CsvTable& table,
                                                      std::size_t column);

/// "a, b, …": the first of them, as many as a message may show.
[[nodiscard]] std::string few_of(std::span<const std::string_view> values);

/// \throws IoError bad_data, at the header's place.
[[noreturn]] void fail_in_header(const CsvTable& table,
                                 const std::string& message);

/// \throws IoError bad_data, at the place of the table's row `row`.
[[noreturn]] void fail_in_row(const CsvTable& table, std::size_t row,
                              const std::string& message);

/// Rows with a value in every column named, one of left and right being
/// enough. The table must live as long.
/// \throws IoError bad_data if there is none, or no such column.
[[nodiscard]] DataRows complete_rows(const CsvTable& table,
                                     const SurvivalColumns& columns);

/// \throws IoError bad_data if there is no such column.
[[nodiscard]] std::size_t index_of(const CsvTable& table,
                                   const std::string& name);

/// \throws IoError bad_data if there is no such column, or if it has a value
/// that is no UTF-8.
[[nodiscard]] DataColumn read_column(const DataRows& rows,
                                     const std::string& name);

/// "column 'time': 'x' is no `what`, and what to do about a comma".
[[nodiscard]] std::string no_number(const DataColumn& column, std::size_t row,
                                    std::string_view what);

/// Times, finite and >= 0.
/// \throws IoError bad_data.
[[nodiscard]] std::vector<double> read_times(const DataRows& rows,
                                             const DataColumn& column);

/// \throws IoError bad_data, at the place of the kept row `row`.
[[noreturn]] void fail_in(const DataRows& rows, std::size_t row,
                          const std::string& message);

/// Control's and the experimental level.
/// \throws IoError bad_data if there are not two, one of them `experimental`,
/// or if they look the same.
[[nodiscard]] std::array<std::string, arm_count> read_arms(
    const DataRows& rows, const DataColumn& column,
    const std::string& experimental);

/// All levels: in `order`, which must name each of them once, or where it is
/// empty numbers by size, then texts.
/// \throws IoError bad_data if there are fewer than two or too many.
[[nodiscard]] std::vector<std::string> ordered_arms(
    const DataRows& rows, const DataColumn& column,
    const std::vector<std::string>& order);

/// The stratum of each row, numbered by the columns' joint values, numbers by
/// size.
/// \throws IoError bad_data if there are more than `max_strata`.
[[nodiscard]] std::vector<std::size_t> read_strata(
    const DataRows& rows, const std::vector<std::string>& columns);

}  // namespace rehearse
