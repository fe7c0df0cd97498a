#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "list_numbers.hpp"
#include "rehearse/core/errors.hpp"
#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

using Names = std::vector<std::string_view>;

[[noreturn]] void fail(const CsvTable& table, std::size_t line,
                       const std::string& message) {
  throw IoError(IoFault::bad_data,
                fmt::format("{}:{}: {}", table.name, line, message));
}

std::optional<std::size_t> column_of(const CsvTable& table,
                                     std::string_view name) {
  const auto found = std::ranges::find(table.header, name);
  if (found == table.header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.header.begin());
}

// A minimized factor: where it stands in the file, and its levels.
struct MinimizedColumn {
  std::string name;
  std::size_t at = 0;
  Names levels;
  bool is_site = false;
};

MinimizedColumn minimized_column(const Scenario& scenario,
                                 const MinimizedMargin& margin,
                                 const CsvTable& arrivals) {
  MinimizedColumn column{"site_id", 0, {}, !margin.factor};
  if (margin.factor) {
    const Factor& factor = scenario.factors[*margin.factor];
    column.name = factor_column(factor);
    column.levels.assign(factor.levels.begin(), factor.levels.end());
  } else {
    column.levels = site_ids(scenario);
  }
  const auto at = column_of(arrivals, column.name);
  if (!at) {
    const Names header{arrivals.header.begin(), arrivals.header.end()};
    fail(arrivals, 1,
         fmt::format("no column '{}'{} (minimization balances over it): add it",
                     column.name, suggestion(column.name, header)));
  }
  column.at = *at;
  return column;
}

std::uint32_t level_in(const CsvTable& arrivals, std::size_t row,
                       const MinimizedColumn& column) {
  const std::string_view text = arrivals.rows[row][column.at];
  const auto found = std::ranges::find(column.levels, text);
  if (found != column.levels.end())
    return static_cast<std::uint32_t>(found - column.levels.begin());
  constexpr std::size_t shown = 8;
  const std::span<const std::string_view> known{column.levels};
  fail(arrivals, arrivals.lines[row],
       text.empty()
           ? fmt::format("column '{}' is empty (the arm depends on it): fill "
                         "it in",
                         column.name)
           : fmt::format(
                 "column '{}': '{}' is no {} of the config{}", column.name,
                 text, column.is_site ? "site" : "level",
                 suggestion(text, known.first(std::min(shown, known.size())))));
}

// The participants' ids, each once; none if there is no such column.
std::vector<std::string> participant_ids(const CsvTable& arrivals) {
  std::vector<std::string> ids;
  const auto at = column_of(arrivals, "participant_id");
  if (!at) return ids;
  std::unordered_map<std::string_view, std::size_t> lines;
  for (std::size_t row = 0; row < arrivals.rows.size(); ++row) {
    const std::string_view id = arrivals.rows[row][*at];
    const std::size_t line = arrivals.lines[row];
    if (id.empty())
      fail(arrivals, line,
           "column 'participant_id' is empty (nobody would know whose arm it "
           "is): fill it in");
    const auto [before, is_new] = lines.emplace(id, line);
    if (!is_new)
      fail(arrivals, line,
           fmt::format("participant '{}' is in line {} too (each is allocated "
                       "once): remove one",
                       id, before->second));
    ids.emplace_back(id);
  }
  return ids;
}

// What the list says of those with these levels.
ListStratum stratum_of(const std::vector<MinimizedColumn>& columns,
                       const std::vector<std::uint32_t>& levels) {
  ListStratum stratum;
  stratum.code += '1';
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::string_view level = columns[c].levels[levels[c]];
    if (!stratum.name.empty()) stratum.name += ';';
    stratum.name += columns[c].is_site ? "site" : columns[c].name;
    stratum.name += '=';
    stratum.name += level;
    if (columns[c].is_site)
      stratum.site_id = level;
    else
      stratum.levels.emplace_back(level);
  }
  return stratum;
}

}  // namespace

RandomizationList allocate_arrivals(const Scenario& scenario,
                                    const CsvTable& arrivals,
                                    const ListOptions& options) {
  Minimization minimization = trial_minimization(scenario);
  minimization.begin({scenario.seed, Purpose::allocation, options.replicate},
                     scenario.stratum_streams.front());
  std::vector<MinimizedColumn> columns;
  for (const MinimizedMargin& margin : scenario.randomization.minimize_over)
    columns.push_back(minimized_column(scenario, margin, arrivals));
  RandomizationList list = empty_list(scenario, options);
  list.participants = participant_ids(arrivals);
  std::map<std::vector<std::uint32_t>, std::uint32_t> strata;
  std::vector<std::uint32_t> levels(columns.size());
  for (std::size_t row = 0; row < arrivals.rows.size(); ++row) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      levels[c] = level_in(arrivals, row, columns[c]);
    const auto [stratum, is_new] =
        strata.emplace(levels, static_cast<std::uint32_t>(list.strata.size()));
    if (is_new) list.strata.push_back(stratum_of(columns, levels));
    list.rows.push_back({stratum->second,
                         static_cast<std::uint32_t>(row + 1),
                         {minimization.next(levels)},
                         {}});
  }
  number_rows(list, scenario, options.prefix);
  return list;
}

}  // namespace rehearse
