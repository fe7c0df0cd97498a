#include "list_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <optional>

#include "rehearse/core/errors.hpp"
#include "rehearse/lists/number_pattern.hpp"

namespace rehearse {
namespace {

using ListRows = std::vector<ListRow>;

[[noreturn]] void fail(const std::string& message) {
  throw ConfigError{{{"randomization.number_pattern", message, "", 0}}};
}

// Two rows with one number, the earlier first.
struct Pair {
  std::size_t first;
  std::size_t second;
};

// The first row whose number was there before. A hash table with open places:
// a set of the library's would take longer than the whole list.
std::optional<Pair> repeated(const ListRows& rows) {
  constexpr auto empty = static_cast<std::uint32_t>(-1);
  const std::size_t mask = std::bit_ceil(2 * rows.size() + 1) - 1;
  std::vector<std::uint32_t> places(mask + 1, empty);
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    const std::string& number = rows[row].number;
    std::size_t at = std::hash<std::string>{}(number)&mask;
    for (; places[at] != empty; at = (at + 1) & mask)
      if (rows[places[at]].number == number) return Pair{places[at], row};
    places[at] = row;
  }
  return std::nullopt;
}

// A pattern that can't repeat numbers in this list: with room for every code
// and place, and something between them.
std::string safe_pattern(const RandomizationList& list) {
  if (list.strata.front().code == list.strata.back().code) return "R{seq:04}";
  std::size_t width = 2;
  std::uint32_t longest = 0;
  for (const ListStratum& stratum : list.strata)
    width = std::max(width, stratum.code.size());
  for (const ListRow& row : list.rows)
    longest = std::max(longest, row.seq_in_stratum);
  const std::size_t digits =
      std::max<std::size_t>(4, fmt::format_int{longest}.size());
  return fmt::format("R{{stratum:0{}}}-{{seq:0{}}}", width, digits);
}

std::string where(const RandomizationList& list, std::size_t row) {
  const ListStratum& stratum = list.strata[list.rows[row].stratum];
  return stratum.name.empty()
             ? fmt::format("row {}", row + 1)
             : fmt::format("row {} (stratum {})", row + 1, stratum.name);
}

void check_unique(const RandomizationList& list, const Scenario& scenario) {
  const auto pair = repeated(list.rows);
  if (!pair) return;
  fail(
      fmt::format("\"{}\" gives {} and {} the number '{}' (each needs its "
                  "own): write e.g. \"{}\" or \"R{{row:06}}\"",
                  scenario.randomization.number_pattern,
                  where(list, pair->first), where(list, pair->second),
                  list.rows[pair->first].number, safe_pattern(list)));
}

}  // namespace

void number_rows(RandomizationList& list, const Scenario& scenario,
                 const std::string& prefix) {
  const NumberPattern pattern{scenario.randomization.number_pattern};
  if (pattern.has(NumberPart::site) && !list_has_sites(scenario))
    fail(
        "{site} is in the pattern, but the list has no sites (site neither "
        "stratifies nor is minimized over): remove {site}, or stratify by "
        "\"site\"");
  for (std::size_t i = 0; i < list.rows.size(); ++i) {
    ListRow& row = list.rows[i];
    const ListStratum& stratum = list.strata[row.stratum];
    row.number = prefix;
    pattern.append(row.number,
                   {stratum.code, stratum.site_id, row.seq_in_stratum, i + 1});
  }
  check_unique(list, scenario);
}

}  // namespace rehearse
