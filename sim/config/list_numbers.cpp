#include "list_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "number_pattern.hpp"
#include "rehearse/core/errors.hpp"

namespace rehearse::config {
namespace {

using Rows = std::vector<ListRow>;

[[noreturn]] void fail(const std::string& message) {
  throw ConfigError{{{"randomization.number_pattern", message, "", 0}}};
}

// Two rows with one number, the earlier first.
struct Pair {
  std::size_t first;
  std::size_t second;
};

// Numbers mostly rise from row to row: then none is there twice.
bool rise(const Rows& rows) {
  return std::ranges::adjacent_find(
             rows, [](const ListRow& before, const ListRow& row) {
               return before.number.size() > row.number.size() ||
                      (before.number.size() == row.number.size() &&
                       before.number >= row.number);
             }) == rows.end();
}

std::optional<Pair> repeated(const Rows& rows) {
  if (rise(rows)) return std::nullopt;
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const int compared = rows[a].number.compare(rows[b].number);
    return compared < 0 || (compared == 0 && a < b);
  });
  std::optional<Pair> found;
  for (std::size_t i = 1; i < order.size(); ++i) {
    const Pair pair{order[i - 1], order[i]};
    if (rows[pair.first].number == rows[pair.second].number &&
        (!found || pair.second < found->second))
      found = pair;
  }
  return found;
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

}  // namespace rehearse::config
