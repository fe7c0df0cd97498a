// What ADaM's data sets call their columns.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "data_rows.hpp"
#include "rehearse/data/data_choice.hpp"
#include "rehearse/data/ongoing_data.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

// ADaM has what a command line leaves open.
void fill(const CsvTable& table, std::string& column, std::string_view flag,
          std::span<const std::string_view> names) {
  if (!column.empty()) return;
  const auto found = std::ranges::find_if(
      names, [&](std::string_view name) { return has_column(table, name); });
  if (found == names.end())
    fail_in_header(table,
                   fmt::format("no column {} (--adam expects it): name the "
                               "column with {}",
                               join(names, " or "), flag));
  column = *found;
}

void check_single(const CsvTable& table, const char* column,
                  std::string_view what) {
  if (!has_column(table, column)) return;
  const auto values = values_in(table, index_of(table, column));
  if (values.size() < 2) return;
  fail_in_header(
      table, fmt::format("column {} has {} {} ({}; they can't be analysed "
                         "as one): choose with --where {}={}",
                         column, values.size(), what, few_of(values), column,
                         values.front()));
}

// Whether somebody has a value in it.
bool has_values(const CsvTable& table, std::string_view name) {
  return has_column(table, name) &&
         !values_in(table, index_of(table, std::string{name})).empty();
}

// Days, which a date needs no unit for.
void check_days(const CsvTable& table) {
  check_single(table, "AVALU", "units");
  if (!has_values(table, "AVALU")) return;
  const auto unit = values_in(table, index_of(table, "AVALU")).front();
  const std::string text{unit};
  if (is_word(text, "days") || is_word(text, "day")) return;
  fail_in_header(
      table,
      fmt::format("column AVALU says '{}' (a forecast counts days): give "
                  "AVAL in days, or dates in ADT",
                  unit));
}

// Left empty where it isn't there.
void fill_if_there(const CsvTable& table, std::string& column,
                   std::span<const std::string_view> names) {
  if (!column.empty()) return;
  for (const std::string_view name : names)
    if (has_column(table, name)) {
      column = name;
      return;
    }
}

}  // namespace

SurvivalColumns adam_columns(const CsvTable& table, SurvivalColumns columns) {
  constexpr std::array<std::string_view, 1> time{"AVAL"};
  constexpr std::array<std::string_view, 1> censor{"CNSR"};
  constexpr std::array<std::string_view, 2> arm{"TRTP", "TRT01P"};
  constexpr std::array<std::string_view, 1> id{"USUBJID"};
  fill(table, columns.time, "--time", time);
  if (columns.event.empty()) fill(table, columns.censor, "--censor", censor);
  fill(table, columns.arm, "--arm", arm);
  fill(table, columns.id, "--id", id);
  check_single(table, "PARAMCD", "parameters");
  check_single(table, "AVALU", "units");
  return columns;
}

OngoingColumns adam_ongoing_columns(const CsvTable& table,
                                    OngoingColumns columns) {
  constexpr std::array<std::string_view, 1> id{"USUBJID"};
  constexpr std::array<std::string_view, 1> site{"SITEID"};
  constexpr std::array<std::string_view, 3> randomized{"RANDDT", "TRTSDT",
                                                       "STARTDT"};
  constexpr std::array<std::string_view, 3> arm{"TRTP", "TRT01P", "ARM"};
  constexpr std::array<std::string_view, 1> censor{"CNSR"};
  constexpr std::array<std::string_view, 1> time{"AVAL"};
  fill(table, columns.id, "--id", id);
  fill_if_there(table, columns.site, site);
  fill(table, columns.randomized, "--randomized", randomized);
  fill_if_there(table, columns.arm, arm);
  if (columns.event.empty()) fill(table, columns.censor, "--event", censor);
  check_single(table, "PARAMCD", "parameters");
  if (columns.time.empty() && columns.date.empty()) {
    if (has_values(table, "ADT"))
      columns.date = "ADT";
    else
      fill(table, columns.time, "--time", time);
  }
  if (columns.time == "AVAL") check_days(table);
  return columns;
}

}  // namespace rehearse
