#include "rehearse/data/randomized_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "data_rows.hpp"
#include "rehearse/core/errors.hpp"
#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

using Names = std::vector<std::string_view>;

std::size_t column_of(const CsvTable& table, const std::string& name,
                      std::string_view why) {
  const auto found = std::ranges::find(table.header, name);
  if (found != table.header.end())
    return static_cast<std::size_t>(found - table.header.begin());
  const Names names{table.header.begin(), table.header.end()};
  fail_in_header(table, fmt::format("no column '{}'{} ({}): add it", name,
                                    suggestion(name, names), why));
}

// What each row may have in a column that randomization looked at.
struct Levels {
  std::string column;
  std::string_view word;  // of one
  Names known;
};

std::uint32_t level_in(const CsvTable& table, std::size_t row,
                       std::size_t column, const Levels& levels) {
  const std::string_view text = table.rows[row][column];
  const auto found = std::ranges::find(levels.known, text);
  if (found != levels.known.end())
    return static_cast<std::uint32_t>(found - levels.known.begin());
  if (text.empty() || text == "NA")
    fail_in_row(
        table, row,
        fmt::format("column '{}' has no value (everybody was randomized in a "
                    "known {}): fill it in",
                    levels.column, levels.word));
  constexpr std::size_t shown = 8;
  const std::span known{levels.known};
  fail_in_row(
      table, row,
      fmt::format(
          "column '{}': '{}' is no {} of the config{}", levels.column, text,
          levels.word,
          suggestion(text, known.first(std::min(shown, known.size())))));
}

// Of each row of the table.
std::vector<std::uint32_t> levels_in(const CsvTable& table,
                                     const Levels& levels) {
  const std::size_t column =
      column_of(table, levels.column, "the config's randomization looks at it");
  std::vector<std::uint32_t> numbers;
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    numbers.push_back(level_in(table, row, column, levels));
  return numbers;
}

// A data file may call the column as lists do, or the factor as it is.
Levels factor_levels(const CsvTable& table, const Factor& factor) {
  const std::string name = factor_column(factor);
  return {has_column(table, name) ? name : factor.name,
          "level",
          {factor.levels.begin(), factor.levels.end()}};
}

Levels site_levels(const CsvTable& table, const Scenario& scenario) {
  const bool as_simulated =
      !has_column(table, "site_id") && has_column(table, "site");
  Levels levels{as_simulated ? "site" : "site_id", "site", {}};
  for (const Site& site : scenario.sites) levels.known.emplace_back(site.id);
  return levels;
}

// Of each row; the last factor is fastest, and site fastest of all.
std::vector<std::uint32_t> strata_of(const CsvTable& table,
                                     const Scenario& scenario) {
  std::vector<std::uint32_t> strata(table.rows.size(), 0);
  const auto cross = [&](const Levels& levels) {
    const auto count = static_cast<std::uint32_t>(levels.known.size());
    const std::vector<std::uint32_t> numbers = levels_in(table, levels);
    for (std::size_t i = 0; i < strata.size(); ++i)
      strata[i] = strata[i] * count + numbers[i];
  };
  for (const std::size_t index : scenario.randomization.stratify_by)
    cross(factor_levels(table, scenario.factors[index]));
  if (scenario.randomization.by_site) cross(site_levels(table, scenario));
  return strata;
}

// Of each minimized factor, of each row.
std::vector<std::vector<std::uint32_t>> minimized_levels(
    const CsvTable& table, const Scenario& scenario) {
  std::vector<std::vector<std::uint32_t>> levels;
  for (const MinimizedMargin& margin : scenario.randomization.minimize_over)
    levels.push_back(levels_in(
        table, margin.factor
                   ? factor_levels(table, scenario.factors[*margin.factor])
                   : site_levels(table, scenario)));
  return levels;
}

// A number, or the digits of an ISO date (2025-07-07).
std::optional<double> place_in_order(std::string text, DecimalMark mark) {
  constexpr std::string_view date = "dddd-dd-dd";
  const auto is_like = [](char c, char form) {
    return form == 'd' ? c >= '0' && c <= '9' : c == form;
  };
  if (std::ranges::equal(text, date, is_like)) std::erase(text, '-');
  return parse_number(text, mark);
}

// The rows in order of entry; those that tie, as they stand.
std::vector<std::size_t> rows_by_entry(const CsvTable& table,
                                       const std::string& order) {
  std::vector<std::size_t> rows(table.rows.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  if (order.empty()) return rows;
  const std::size_t column =
      column_of(table, order, "--order names the order of entry");
  const DecimalMark mark = decimal_mark(table, column);
  std::vector<double> entry;
  for (const std::size_t row : rows) {
    const std::string_view text = table.rows[row][column];
    const auto place = place_in_order(std::string{text}, mark);
    if (!place)
      fail_in_row(
          table, row,
          fmt::format("column '{}': '{}' is no number and no date such as "
                      "2025-07-07 (rows are put in order by it): correct it",
                      order, text));
    entry.push_back(*place);
  }
  std::ranges::stable_sort(rows, {},
                           [&](std::size_t row) { return entry[row]; });
  return rows;
}

void check_arms(const CsvTable& table, const SurvivalData& data,
                const Scenario& scenario) {
  for (std::size_t arm = 0; arm < arm_count; ++arm)
    if (data.arm[arm] != scenario.arms[arm].id)
      fail_in_header(
          table,
          fmt::format("the {} arm is '{}' in the data, '{}' in the config (the "
                      "config says in which ratio arms are drawn): give both "
                      "the same names",
                      arm == 0 ? "control" : "experimental", data.arm[arm],
                      scenario.arms[arm].id));
}

std::uint8_t arm_in(std::string_view text, const SurvivalData& data) {
  const auto found = std::ranges::find(data.arm, text);
  return found == data.arm.end()
             ? unknown_arm
             : static_cast<std::uint8_t>(found - data.arm.begin());
}

}  // namespace

RandomizedTrial randomized_trial(const CsvTable& table,
                                 const SurvivalData& data,
                                 const SurvivalColumns& columns,
                                 const Scenario& scenario,
                                 const std::string& order) {
  check_arms(table, data, scenario);
  const auto strata = strata_of(table, scenario);
  const auto levels = minimized_levels(table, scenario);
  const std::size_t arm = column_of(table, columns.arm, "--arm names it");
  RandomizedTrial trial;
  std::vector<std::uint32_t> place(table.rows.size());
  for (const std::size_t row : rows_by_entry(table, order)) {
    place[row] = static_cast<std::uint32_t>(trial.stratum.size());
    trial.stratum.push_back(strata[row]);
    trial.arm.push_back(arm_in(table.rows[row][arm], data));
    for (const auto& factor : levels) trial.levels.push_back(factor[row]);
  }
  trial.keys = data.keys;
  for (const std::size_t row : data.rows) trial.person.push_back(place[row]);
  trial.analysis_strata = data.strata;
  return trial;
}

}  // namespace rehearse
