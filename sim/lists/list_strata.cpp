#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "list_check_parts.hpp"
#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/lists/seed.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/trial/strata.hpp"

namespace rehearse {
namespace {

using Names = std::vector<std::string_view>;

// " (did you mean 'x'?)", or the first names.
std::string near(std::string_view text, const Names& known) {
  constexpr std::size_t shown = 8;
  if (nearest(text, known)) return suggestion(text, known);
  return suggestion(text,
                    std::span{known}.first(std::min(shown, known.size())));
}

// Reports every text of a column that is none of `known`.
void check_known(const ReadList& list, std::size_t at, const Names& known,
                 const char* check, const char* what, ListFindings& findings) {
  for (std::size_t row = 0; row < list.table.rows.size(); ++row) {
    const std::string_view text = list.table.rows[row][at];
    if (text.empty() || std::ranges::find(known, text) != known.end()) continue;
    findings.add(
        list.line(row), check,
        fmt::format("column '{}': '{}' is no {} of the config{}",
                    list.table.header[at], text, what, near(text, known)));
  }
}

Names arm_ids(const Scenario& scenario) {
  Names ids;
  for (const Arm& arm : scenario.arms) ids.push_back(arm.id);
  return ids;
}

bool is_minimized(const Scenario& scenario) {
  return scenario.randomization.procedure.kind == ProcedureKind::minimization;
}

// What of a row says its stratum, apart from the code.
class Cells {
 public:
  explicit Cells(const ReadList& list) : list_(list) {
    const bool by_site = list.scenario.randomization.by_site;
    columns_ = list.at.factors;
    if (by_site) columns_.push_back(list.at[ListColumn::site]);
    for (const std::size_t f : list_factors(list.scenario))
      names_.push_back(list.scenario.factors[f].name);
    if (by_site) names_.emplace_back("site");
  }

  // All columns are there.
  [[nodiscard]] bool complete() const {
    return std::ranges::all_of(columns_,
                               [](const auto& at) { return at.has_value(); });
  }

  // The canonical name, of the columns that are there.
  [[nodiscard]] std::string name(std::size_t row) const {
    std::string name;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (!columns_[c]) continue;
      if (!name.empty()) name += ';';
      name.append(names_[c]).append("=").append(
          list_.table.rows[row][*columns_[c]]);
    }
    return name;
  }

 private:
  const ReadList& list_;
  std::vector<std::optional<std::size_t>> columns_;
  std::vector<std::string> names_;
};

// A code that two strata have, or a stratum that has two.
void check_codes_of(const ReadList& list, ListFindings& findings) {
  std::unordered_map<std::string_view, std::size_t> of_code;  // first strata
  for (std::size_t s = 0; s < list.strata.size(); ++s) {
    const StratumRows& stratum = list.strata[s];
    std::unordered_set<std::string_view> codes;
    for (const std::size_t row : stratum.rows) {
      const std::string_view code = list.cell(row, ListColumn::stratum);
      if (code.empty() || !codes.insert(code).second) continue;
      const std::size_t first = of_code.emplace(code, s).first->second;
      if (first != s)
        findings.add(list.line(row), "codes",
                     fmt::format("stratum_id '{}' is of {} here and of {} "
                                 "elsewhere (a code is of one stratum): give "
                                 "each its own",
                                 code, stratum.name, list.strata[first].name));
      else if (codes.size() > 1)
        findings.add(list.line(row), "codes",
                     fmt::format("{} has stratum_id '{}' here and another "
                                 "before (a stratum has one code): keep one",
                                 stratum.name, code));
    }
  }
}

bool is_letter(const std::string& code) {
  return code.size() == 1 && ((code[0] >= 'A' && code[0] <= 'Z') ||
                              (code[0] >= 'a' && code[0] <= 'z'));
}

void check_alike_codes(const ReadList& list, ListFindings& findings) {
  std::unordered_map<std::string, std::size_t> seen;  // codes, first rows
  std::unordered_map<std::string, std::size_t> folds;
  for (std::size_t row = 0; row < list.table.rows.size(); ++row) {
    const std::string_view code = list.cell(row, ListColumn::stratum);
    if (!seen.emplace(code, row).second) continue;
    const auto [before, is_new] = folds.emplace(folded(code), row);
    if (is_new) continue;
    findings.add(
        list.line(row), "codes",
        fmt::format("stratum_id '{}' is '{}' of {} {} but for leading zeros "
                    "or letter case (they will be mixed up): rename one",
                    code, list.cell(before->second, ListColumn::stratum),
                    word_of(list.table.unit), list.line(before->second)));
  }
  constexpr std::size_t letters = 26;
  const std::size_t strata = stratum_names(list.scenario).size();
  const bool all_letters = std::ranges::all_of(
      seen, [](const auto& entry) { return is_letter(entry.first); });
  if (strata > letters && !seen.empty() && all_letters)
    findings.add(0, "codes",
                 fmt::format("stratum_id is one letter, but the config has {} "
                             "strata (the alphabet has {}): use numbers",
                             strata, letters));
}

std::uint64_t largest_block(const Scenario& scenario) {
  const std::vector<int>& sizes = scenario.randomization.procedure.block_sizes;
  const bool blocks =
      scenario.randomization.procedure.kind == ProcedureKind::permuted_block;
  return blocks && !sizes.empty()
             ? static_cast<std::uint64_t>(std::ranges::max(sizes))
             : 1;
}

// Too few rows for the participants that are expected, or more than all of
// them would use.
void check_length(const ReadList& list, const std::string& name,
                  std::uint64_t rows, std::uint64_t needed, std::uint64_t most,
                  ListFindings& findings) {
  if (rows < needed)
    findings.add(0, "length",
                 fmt::format("{} has {} rows for {} participants expected (the "
                             "list would run out): make it longer",
                             name, rows, needed));
  if (rows > most)
    findings.add(0, "length",
                 fmt::format("{} has {} rows (the trial has {} participants in "
                             "all): check that it is this trial's list",
                             name, rows, list.scenario.participants));
}

void check_stratum_lengths(const ReadList& list,
                           std::span<const std::uint64_t> rows,
                           const std::vector<std::string>& names,
                           ListFindings& findings) {
  const std::vector<double> shares = stratum_shares(list.scenario);
  const auto& lengths = list.scenario.stratum_lengths;
  const auto participants =
      static_cast<std::uint64_t>(list.scenario.participants);
  const std::uint64_t block = largest_block(list.scenario);
  for (std::size_t s = 0; s < names.size(); ++s) {
    if (rows[s] == 0) {
      findings.add(0, "strata",
                   fmt::format("stratum {} has no rows (its participants "
                               "could not be randomized): add its list",
                               names[s]));
      continue;
    }
    const auto expected = static_cast<std::uint64_t>(
        std::ceil(list.scenario.participants * shares[s] - 1e-9));
    const std::uint64_t planned = s < lengths.size() ? lengths[s] : expected;
    const bool alone = names.size() == 1;  // too short was reported
    check_length(list, alone ? "the list" : "stratum " + names[s], rows[s],
                 alone ? 0 : std::min(expected, planned),
                 std::max(participants, planned) + block - 1, findings);
  }
}

// Which stratum a row is of: by its factors and site if all are there (not
// under minimization, which has none), else by its code.
class Strata {
 public:
  explicit Strata(const ReadList& list)
      : list_(list),
        cells_(list),
        has_code_(list.at.has(ListColumn::stratum)),
        by_cells_(cells_.complete() && !is_minimized(list.scenario)) {
    const std::vector<std::string> names = stratum_names(list.scenario);
    for (std::size_t s = 0; s < names.size(); ++s) index_.emplace(names[s], s);
    if (!by_cells_ || !has_code_) return;
    for (std::size_t row = 0; row < list.table.rows.size(); ++row)
      if (index_.contains(cells_.name(row))) of_code_.emplace(code(row), row);
  }

  [[nodiscard]] bool by_cells() const { return by_cells_; }

  // What rows of one stratum share. A row with a level that isn't the config's,
  // which was reported, belongs where its code does.
  [[nodiscard]] std::string key(std::size_t row) const {
    if (!by_cells_) return has_code_ ? std::string{code(row)} : "";
    const std::string name = cells_.name(row);
    if (!has_code_ || index_.contains(name)) return name;
    const auto known = of_code_.find(code(row));
    return known == of_code_.end() ? name : cells_.name(known->second);
  }

  // Which of the scenario's strata it is.
  [[nodiscard]] std::optional<std::size_t> index(const std::string& key) const {
    const auto at = index_.find(key);
    if (!by_cells_ || at == index_.end()) return std::nullopt;
    return at->second;
  }

 private:
  [[nodiscard]] std::string_view code(std::size_t row) const {
    return list_.cell(row, ListColumn::stratum);
  }

  const ReadList& list_;
  Cells cells_;
  bool has_code_;
  bool by_cells_;
  std::unordered_map<std::string, std::size_t> index_;         // by name
  std::unordered_map<std::string_view, std::size_t> of_code_;  // known rows
};

}  // namespace

void check_names(ReadList& list, ListFindings& findings) {
  const Names arms = arm_ids(list.scenario);
  const std::size_t at = *list.at[ListColumn::arm];
  check_known(list, at, arms, "arms", "arm", findings);
  for (std::size_t row = 0; row < list.table.rows.size(); ++row) {
    const auto arm =
        std::ranges::find(arms, list.table.rows[row][at]) - arms.begin();
    list.arm.push_back(
        arm == std::ssize(arms) ? unknown_arm : static_cast<std::uint8_t>(arm));
  }
  const std::vector<std::size_t> factors = list_factors(list.scenario);
  for (std::size_t f = 0; f < factors.size(); ++f) {
    const std::vector<std::string>& levels =
        list.scenario.factors[factors[f]].levels;
    if (list.at.factors[f])
      check_known(list, *list.at.factors[f], {levels.begin(), levels.end()},
                  "levels", "level", findings);
  }
  if (list.at.has(ListColumn::site))
    check_known(list, *list.at[ListColumn::site], site_ids(list.scenario),
                "sites", "site", findings);
}

void sort_strata(ReadList& list, ListFindings& findings) {
  const Strata strata{list};
  const bool has_code = list.at.has(ListColumn::stratum);
  list.strata_are_known = strata.by_cells() || has_code;
  std::unordered_map<std::string, std::size_t> found;
  for (std::size_t row = 0; row < list.table.rows.size(); ++row) {
    const std::string key = strata.key(row);
    const auto [at, is_new] = found.emplace(key, list.strata.size());
    if (is_new)
      list.strata.push_back(
          {key.empty() ? "the list" : "stratum " + key, strata.index(key), {}});
    list.strata[at->second].rows.push_back(row);
  }
  if (!has_code || is_minimized(list.scenario)) return;
  if (strata.by_cells()) check_codes_of(list, findings);
  check_alike_codes(list, findings);
}

void check_lengths(const ReadList& list, ListFindings& findings) {
  if (is_minimized(list.scenario)) return;
  const std::size_t rows = list.table.rows.size();
  if (rows < static_cast<std::size_t>(list.scenario.participants))
    findings.add(0, "length",
                 fmt::format("the list has {} rows for {} participants (it "
                             "would run out): make it longer",
                             rows, list.scenario.participants));
  if (!Cells{list}.complete()) return;
  const std::vector<std::string> names = stratum_names(list.scenario);
  std::vector<std::uint64_t> of(names.size());
  for (const StratumRows& stratum : list.strata)
    if (stratum.index) of[*stratum.index] += stratum.rows.size();
  check_stratum_lengths(list, of, names, findings);
}

}  // namespace rehearse
