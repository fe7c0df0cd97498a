#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "list_check_parts.hpp"
#include "rehearse/lists/list_report.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Why a spreadsheet would change a text on opening it; nothing if it wouldn't.
const char* spreadsheet_harm(std::string_view text) {
  constexpr std::size_t exact_digits = 15;
  if (text.empty()) return nullptr;
  if (std::ranges::all_of(text, is_digit)) {
    if (text[0] == '0' && text.size() > 1) return "drops its leading zeros";
    return text.size() > exact_digits ? "rounds it to 15 digits" : nullptr;
  }
  const auto e = text.find_first_of("Ee");
  const bool power =
      e != std::string::npos && e > 0 && e + 1 < text.size() &&
      std::ranges::count_if(text, is_digit) + 1 == std::ssize(text);
  return power ? "takes it for a power of ten" : nullptr;
}

void check_for_spreadsheets(const ReadList& list, ListFindings& findings) {
  std::map<std::string_view, std::pair<std::size_t, std::size_t>> harms;
  for (std::size_t row = 0; row < list.table.rows.size(); ++row)
    if (const char* harm = spreadsheet_harm(list.cell(row, ListColumn::number)))
      ++harms.emplace(harm, std::pair{row, 0}).first->second.second;
  for (const auto& [harm, where] : harms)
    findings.add(list.line(where.first), "numbers",
                 fmt::format("randomization number '{}', the first of {} such "
                             "(a spreadsheet {}): begin numbers with a letter",
                             list.cell(where.first, ListColumn::number),
                             where.second, harm));
}

// What is wrong with the place that a row says it has.
std::string place_fault(std::uint64_t place, std::uint64_t before) {
  if (place == before)
    return fmt::format(
        "{} is there a second time (each place is of one "
        "participant): renumber",
        place);
  if (place < before)
    return fmt::format(
        "{} comes after {} (rows are used in order): sort or "
        "renumber",
        place, before);
  if (before == 0)
    return fmt::format("begins with {} (the first is 1): add what is missing",
                       place);
  return fmt::format("{} follows {} (some are missing): add them", place,
                     before);
}

void check_places_of(const ReadList& list, const StratumRows& stratum,
                     ListFindings& findings) {
  std::uint64_t before = 0;
  for (const std::size_t row : stratum.rows) {
    const std::string_view text = list.cell(row, ListColumn::seq_in_stratum);
    if (text.empty()) continue;
    const auto place = place_in(text);
    if (!place)
      findings.add(list.line(row), "seq-in-stratum",
                   fmt::format("'{}' is no place (a whole number from 1): "
                               "correct it",
                               text));
    else if (*place != before + 1)
      findings.add(
          list.line(row), "seq-in-stratum",
          fmt::format("in {}: {}", stratum.name, place_fault(*place, before)));
    before = std::max(before, place.value_or(before + 1));
  }
}

// The first cell of a row that isn't as it was made.
std::optional<std::size_t> first_difference(
    const CsvTable& list, const std::vector<std::size_t>& columns,
    const CsvTable& made, std::size_t row) {
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c] < list.header.size() &&
        list.rows[row][columns[c]] != made.rows[row][c])
      return c;
  return std::nullopt;
}

// Where each of the made list's columns is in the list; beyond it for none.
std::vector<std::size_t> columns_of(const ReadList& list,
                                    const CsvTable& made) {
  std::vector<std::size_t> columns;
  const std::size_t none = list.table.header.size();
  std::size_t factor = 0;
  for (const std::string& name : made.header) {
    const auto own = std::ranges::find(list_columns, name);
    if (own != std::end(list_columns))
      columns.push_back(
          list.at.own[static_cast<std::size_t>(own - std::begin(list_columns))]
              .value_or(none));
    else if (factor < list.at.factors.size())
      columns.push_back(list.at.factors[factor++].value_or(none));
    else
      columns.push_back(none);
  }
  return columns;
}

}  // namespace

std::optional<std::uint64_t> place_in(std::string_view text) {
  const auto place = parse_unsigned(text);
  return place && *place > 0 ? place : std::nullopt;
}

std::string folded(std::string_view text) {
  std::string fold;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool leads =
        i == 0 || !is_digit(text[i - 1]) ||
        (text[i - 1] == '0' && (fold.empty() || !is_digit(fold.back())));
    const bool more = i + 1 < text.size() && is_digit(text[i + 1]);
    if (text[i] == '0' && leads && more) continue;
    fold += text[i] >= 'A' && text[i] <= 'Z'
                ? static_cast<char>(text[i] - 'A' + 'a')
                : text[i];
  }
  return fold;
}

void check_numbers(const ReadList& list, ListFindings& findings) {
  if (!list.at.has(ListColumn::number)) return;
  std::unordered_map<std::string_view, std::size_t> exact;
  std::unordered_map<std::string, std::size_t> folds;
  exact.reserve(list.table.rows.size());
  folds.reserve(list.table.rows.size());
  for (std::size_t row = 0; row < list.table.rows.size(); ++row) {
    const std::string_view number = list.cell(row, ListColumn::number);
    if (number.empty()) continue;
    const auto [same, is_new] = exact.emplace(number, row);
    if (!is_new) {
      findings.add(list.line(row), "numbers",
                   fmt::format("randomization number '{}' is in {} {} too "
                               "(each is one participant's): renumber",
                               number, word_of(list.table.unit),
                               list.line(same->second)));
      continue;
    }
    const auto [alike, is_own] = folds.emplace(folded(number), row);
    if (!is_own)
      findings.add(
          list.line(row), "numbers",
          fmt::format("randomization number '{}' is '{}' of {} {} but for "
                      "leading zeros or letter case (they will be mixed up): "
                      "renumber",
                      number, list.cell(alike->second, ListColumn::number),
                      word_of(list.table.unit), list.line(alike->second)));
  }
  check_for_spreadsheets(list, findings);
}

void check_places(const ReadList& list, ListFindings& findings) {
  if (!list.at.has(ListColumn::seq_in_stratum) || !list.strata_are_known)
    return;
  for (const StratumRows& stratum : list.strata)
    check_places_of(list, stratum, findings);
}

void check_reproduced(const ReadList& list, const ListCheckOptions& options,
                      ListCheck& check, ListFindings& findings) {
  const ListWriting& writing = options.writing;
  const std::string own = list_csv(*options.made, ListView::unblinded);
  const CsvTable expected = with_layout_blocks(parse_csv(own, "made"), writing);
  check.reproduction = Reproduction::none;
  const std::vector<std::size_t> columns = columns_of(list, expected);
  const std::size_t rows = list.table.rows.size();
  for (std::size_t row = 0; row < std::min(rows, expected.rows.size()); ++row) {
    const auto c = first_difference(list.table, columns, expected, row);
    if (!c) continue;
    findings.add(
        list.line(row), "reproducibility",
        fmt::format("column '{}' is '{}', the config and seed make "
                    "'{}' (the first row that differs): find out "
                    "which was changed",
                    list.table.header[columns[*c]],
                    list.table.rows[row][columns[*c]], expected.rows[row][*c]));
    return;
  }
  if (rows != expected.rows.size())
    return findings.add(
        0, "reproducibility",
        fmt::format("the list has {} rows, the config and seed make {} (those "
                    "that both have agree): find out which was changed",
                    rows, expected.rows.size()));
  const std::string made =
      writing.layout == nullptr
          ? own
          : csv_of(laid_out(parse_csv(own, "made"), writing, list.scenario));
  check.reproduction =
      options.bytes == made ? Reproduction::bytes : Reproduction::cells;
}

}  // namespace rehearse
