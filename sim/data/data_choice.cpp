#include "rehearse/data/data_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "data_rows.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

void check_choice(const CsvTable& table, const RowChoice& choice) {
  const auto values = values_in(table, index_of(table, choice.column));
  if (std::ranges::find(values, choice.value) != values.end()) return;
  constexpr std::size_t most = 6;
  fail_in_header(
      table,
      fmt::format("column '{}' never has '{}', which --where asks for{}",
                  choice.column, choice.value,
                  suggestion(choice.value, std::span{values}.first(std::min(
                                               most, values.size())))));
}

bool begins_with_any(std::string_view name,
                     std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) {
    return name.size() >= word.size() &&
           is_word(std::string{name.substr(0, word.size())}, word);
  });
}

constexpr std::array<std::string_view, 2> censoring_words{"cnsr", "cens"};
constexpr std::array<std::string_view, 3> event_words{"event", "evnt", "evt"};

std::optional<std::string> flag_doubt(const SurvivalColumns& columns) {
  if (!columns.event.empty() && begins_with_any(columns.event, censoring_words))
    return fmt::format(
        "column '{0}' is named as censoring flags are, and 1 is taken for an "
        "event in it (if it says who was censored, z and hazard ratio are "
        "wrong): write --censor {0} instead of --event {0}",
        columns.event);
  if (!columns.censor.empty() && begins_with_any(columns.censor, event_words))
    return fmt::format(
        "column '{0}' is named as event flags are, and 0 is taken for an event "
        "in it (if it says who had the event, z and hazard ratio are wrong): "
        "write --event {0} instead of --censor {0}",
        columns.censor);
  return std::nullopt;
}

// The column of participants' names; empty where there is none.
std::string id_column(const CsvTable& table, const SurvivalColumns& columns) {
  if (!columns.id.empty()) return columns.id;
  for (const char* name : {"USUBJID", "SUBJID"})
    if (has_column(table, name)) return name;
  return "";
}

std::optional<std::string> repeated_doubt(const CsvTable& table,
                                          const SurvivalColumns& columns) {
  const std::string name = id_column(table, columns);
  // A participant under observation from an entry on may have several spells.
  if (name.empty() || !columns.entry.empty()) return std::nullopt;
  const std::size_t at = index_of(table, name);
  std::map<std::string_view, std::vector<std::size_t>> lines;
  for (const std::size_t row : complete_rows(table, columns).indices)
    if (!is_missing(table.rows[row][at]))
      lines[table.rows[row][at]].push_back(table.lines[row]);
  std::size_t repeated = 0;
  std::string first;
  for (const auto& [id, rows] : lines) {
    if (rows.size() < 2) continue;
    if (++repeated == 1)
      first = fmt::format("'{}' on {}s {} and {}", id, word_of(table.unit),
                          rows[0], rows[1]);
  }
  if (repeated == 0) return std::nullopt;
  return fmt::format(
      "{} participant{} of column '{}' stand{} in several rows ({}), and each "
      "row counts as one: choose rows with --where COLUMN=VALUE",
      repeated, repeated == 1 ? "" : "s", name, repeated == 1 ? "s" : "",
      first);
}

std::optional<std::string> parameter_doubt(const CsvTable& table) {
  if (!has_column(table, "PARAMCD")) return std::nullopt;
  const auto values = values_in(table, index_of(table, "PARAMCD"));
  if (values.size() < 2) return std::nullopt;
  return fmt::format(
      "column PARAMCD has {} parameters ({}), and their rows are analysed "
      "together: choose with --where PARAMCD={}",
      values.size(), few_of(values), values.front());
}

}  // namespace

CsvTable chosen_rows(CsvTable table, const std::vector<RowChoice>& choices) {
  std::map<std::size_t, std::vector<std::string_view>> allowed;
  for (const RowChoice& choice : choices) {
    check_choice(table, choice);
    allowed[index_of(table, choice.column)].push_back(choice.value);
  }
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const bool admitted = std::ranges::all_of(allowed, [&](const auto& column) {
      return std::ranges::find(column.second, table.rows[i][column.first]) !=
             column.second.end();
    });
    if (!admitted) continue;
    table.lines[chosen.size()] = table.lines[i];
    chosen.push_back(i);
  }
  table.lines.resize(chosen.size());
  table.rows.keep(chosen);
  if (chosen.empty() && !choices.empty())
    fail_in_header(table,
                   "no row has every value that --where asks for (none is "
                   "left to analyse): ask for less");
  return table;
}

std::vector<std::string> doubts_of(const CsvTable& table,
                                   const SurvivalColumns& columns) {
  std::vector<std::string> doubts;
  for (auto& doubt : {flag_doubt(columns), parameter_doubt(table),
                      repeated_doubt(table, columns)})
    if (doubt) doubts.push_back(*doubt);
  return doubts;
}

}  // namespace rehearse
