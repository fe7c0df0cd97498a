#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "list_chance.hpp"
#include "list_sequences.hpp"

namespace rehearse {
namespace {

using Sequences = std::vector<ListSequence>;

// ---- strata with the same list ----

// A bet that a list is a copy of another: with this probability each row is the
// other's, else by the procedure.
constexpr double copied = 0.99;
constexpr double lost = -14.0;  // ln of what is left: the bet ends

double log_bet(const ListSequence& source, const ListSequence& copy) {
  const std::size_t rows = std::min(source.arms.size(), copy.arms.size());
  double bet = 0.0;
  for (std::size_t i = 0; i < rows && bet > lost; ++i)
    bet +=
        source.arms[i] == copy.arms[i]
            ? std::log(copied * std::exp(copy.information[i]) + (1.0 - copied))
            : std::log(1.0 - copied);
  return bet;
}

double log_sum(double a, double b) {
  const double most = std::max(a, b);
  return most + std::log(std::exp(a - most) + std::exp(b - most));
}

// The bets of all strata on those before, and the best of them.
struct CopyBets {
  std::vector<double> log_bet;  // of each sequence but the first
  std::size_t source = 0;
  std::size_t copy = 0;
  double best = -1e300;
};

CopyBets bets_of(const Sequences& sequences) {
  constexpr std::size_t most_sources = 500;
  CopyBets bets;
  for (std::size_t s = 1; s < sequences.size(); ++s) {
    const std::size_t first = s - std::min(s, most_sources);
    double sum = -1e300;
    for (std::size_t r = first; r < s; ++r) {
      const double bet = log_bet(sequences[r], sequences[s]);
      sum = log_sum(sum, bet);
      if (bet > bets.best) bets = {std::move(bets.log_bet), r, s, bet};
    }
    bets.log_bet.push_back(sum - std::log(static_cast<double>(s - first)));
  }
  return bets;
}

// Staked on a share of the strata: few, some, all.
double log_stakes(const std::vector<double>& bets) {
  constexpr std::array shares{0.02, 0.3, 0.98};
  double sum = -1e300;
  for (const double share : shares) {
    double log_bet = 0.0;
    for (const double bet : bets)
      log_bet += log_sum(std::log(1.0 - share), std::log(share) + bet);
    sum = log_sum(sum, log_bet - std::log(std::size(shares)));
  }
  return sum;
}

std::string alike_text(const ReadList& list, const Sequences& sequences,
                       const CopyBets& bets) {
  const ListSequence& a = sequences[bets.source];
  const ListSequence& b = sequences[bets.copy];
  const std::size_t rows = std::min(a.arms.size(), b.arms.size());
  std::size_t same = 0;
  for (std::size_t i = 0; i < rows; ++i)
    if (a.arms[i] == b.arms[i]) ++same;
  return fmt::format("{} and {} agree in {} of their first {} arms",
                     list.strata[a.stratum].name, list.strata[b.stratum].name,
                     same, rows);
}

// ---- rows that are those of another place ----

// The lists one behind the other.
struct Rows {
  std::string arms;
  std::vector<std::size_t> end;   // of the list that a row is in
  std::vector<double> before;     // information of all rows before one
  std::vector<std::size_t> line;  // of the file

  [[nodiscard]] std::size_t size() const { return arms.size(); }
};

Rows rows_of(const ReadList& list, const Sequences& sequences) {
  Rows rows;
  rows.before.push_back(0.0);
  for (const ListSequence& sequence : sequences) {
    const std::size_t end = rows.size() + sequence.arms.size();
    for (std::size_t i = 0; i < sequence.arms.size(); ++i) {
      rows.arms += static_cast<char>(sequence.arms[i]);
      rows.end.push_back(end);
      rows.before.push_back(rows.before.back() + sequence.information[i]);
      rows.line.push_back(list.line(list.strata[sequence.stratum].rows[i]));
    }
  }
  return rows;
}

struct Repeat {
  std::size_t from = 0;
  std::size_t at = 0;
  std::size_t rows = 0;
  double information = 0.0;
};

Repeat repeat_at(const Rows& rows, std::size_t from, std::size_t at) {
  const std::size_t room = std::min(rows.end[from] - from, rows.end[at] - at);
  std::size_t same = 0;
  while (same < room && rows.arms[from + same] == rows.arms[at + same]) ++same;
  return {from, at, same, rows.before[at + same] - rows.before[at]};
}

// As many rows as chance seldom repeats in a list of this length.
std::size_t window_of(const Rows& rows) {
  const double mean = rows.before.back() / static_cast<double>(rows.size());
  const auto bits = static_cast<double>(std::bit_width(rows.size()));
  return std::max<std::size_t>(
      4, static_cast<std::size_t>(2.0 * bits * std::log(2.0) / mean));
}

// Each window of rows against where it was last; the run goes on from there.
Repeat longest_repeat(const Rows& rows) {
  Repeat longest;
  if (rows.before.back() <= 0.0) return longest;
  const std::size_t window = window_of(rows);
  std::unordered_map<std::string_view, std::size_t> last;
  std::size_t checked_lag = 0;
  std::size_t checked_to = 0;
  for (std::size_t at = 0; at + window <= rows.size(); ++at) {
    if (at + window > rows.end[at]) continue;
    const std::string_view text{rows.arms.data() + at, window};
    const auto [found, is_new] = last.try_emplace(text, at);
    if (is_new) continue;
    const std::size_t from = std::exchange(found->second, at);
    if (at - from == checked_lag && at < checked_to) continue;
    const Repeat repeat = repeat_at(rows, from, at);
    checked_lag = at - from;
    checked_to = at + repeat.rows;
    if (repeat.information > longest.information) longest = repeat;
  }
  return longest;
}

}  // namespace

void check_copies(const ReadList& list, const Sequences& sequences,
                  ChanceTests& tests) {
  if (sequences.size() < 2) return;
  const CopyBets bets = bets_of(sequences);
  const double p = std::min(1.0, std::exp(-log_stakes(bets.log_bet)));
  tests.add({"same-list", "strata that have the same list", p}, 0,
            fmt::format("strata have the same list ({}; {}): draw each "
                        "stratum's list by itself",
                        alike_text(list, sequences, bets), p_equals_text(p)));
}

void check_repeats(const ReadList& list, const Sequences& sequences,
                   ChanceTests& tests) {
  const Rows rows = rows_of(list, sequences);
  if (rows.size() < 2) return;
  const Repeat longest = longest_repeat(rows);
  const auto n = static_cast<double>(rows.size());
  const double log_pairs = std::log(n) + std::log(n - 1.0) - std::log(2.0);
  const double p = std::min(1.0, std::exp(log_pairs - longest.information));
  tests.add(
      {"repeats", "rows that repeat others", p}, rows.line[longest.at],
      fmt::format("{} arms from here on are those from line {} on ({}): "
                  "check how the list was made",
                  longest.rows, rows.line[longest.from], p_equals_text(p)));
}

}  // namespace rehearse
