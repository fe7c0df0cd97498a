#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "list_check_parts.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

using Names = std::vector<std::string_view>;

constexpr const char* columns_check = "columns";

// What a column is for: what can't be checked without it.
struct Use {
  ListColumn column;
  const char* checks;
};
constexpr Use uses[] = {
    {ListColumn::number, "randomization numbers"},
    {ListColumn::stratum, "codes of strata"},
    {ListColumn::seq_in_stratum, "places in strata"},
};
constexpr Use block_uses[] = {
    {ListColumn::block, "names of blocks"},
    {ListColumn::block_size, "stated block sizes"},
    {ListColumn::seq_in_block, "places in blocks"},
};

const char* name_of(ListColumn column) {
  return list_columns[static_cast<std::size_t>(column)];
}

bool is_of_blocks(ListColumn column) {
  return column == ListColumn::block || column == ListColumn::block_size ||
         column == ListColumn::seq_in_block;
}

bool has_blocks(const Scenario& scenario) {
  return scenario.randomization.procedure.kind == ProcedureKind::permuted_block;
}

// Finds columns by our names, or those that they were said to have.
class Finder {
 public:
  Finder(const CsvTable& table, std::span<const RenamedColumn> renamed,
         ListFindings& findings)
      : table_(table), renamed_(renamed), findings_(findings) {}

  std::optional<std::size_t> find(const std::string& ours) {
    ours_.push_back(ours);
    const auto renamed =
        std::ranges::find(renamed_, ours, &RenamedColumn::ours);
    const std::string& name =
        renamed == renamed_.end() ? ours : renamed->theirs;
    const auto at = std::ranges::find(table_.header, name);
    if (at != table_.header.end()) {
      used_.push_back(*at);
      return static_cast<std::size_t>(at - table_.header.begin());
    }
    if (renamed != renamed_.end())
      findings_.add(1, columns_check,
                    fmt::format("no column '{}', which is said to be {}{}: "
                                "correct its name",
                                name, ours, suggestion(name, table_.header)));
    else
      missing_.push_back(ours);
    return std::nullopt;
  }

  // Once all were asked for. A column that is nearly one that isn't there is a
  // finding, any other plays no part.
  void report_the_others(ListCheck& check) {
    for (const RenamedColumn& renamed : renamed_)
      if (std::ranges::find(ours_, renamed.ours) == ours_.end())
        findings_.add(
            0, columns_check,
            fmt::format("'{}' is no column of a list{}: correct it",
                        renamed.ours, suggestion(renamed.ours, ours_)));
    for (const std::string& column : table_.header) {
      if (std::ranges::find(used_, column) != used_.end()) continue;
      if (nearest(column, Names{missing_.begin(), missing_.end()}))
        findings_.add(1, columns_check,
                      fmt::format("column '{}' is none of a list's{}: say "
                                  "which with --column, or remove it",
                                  column, suggestion(column, missing_)));
      else if (column != "participant_id")
        check.not_used.push_back(column);
    }
  }

  static std::string suggestion(std::string_view text,
                                const std::vector<std::string>& known) {
    return rehearse::suggestion(text, Names{known.begin(), known.end()});
  }

 private:
  const CsvTable& table_;
  std::span<const RenamedColumn> renamed_;
  ListFindings& findings_;
  std::vector<std::string> ours_;
  std::vector<std::string> missing_;
  std::vector<std::string> used_;
};

// Reports empty cells of a column that has none; one that is empty throughout
// is as if it weren't there.
void check_filled(const CsvTable& table, std::optional<std::size_t>& at,
                  ListFindings& findings) {
  if (!at) return;
  const auto empty = [&](std::size_t row) {
    return table.rows[row][*at].empty();
  };
  const std::string& name = table.header[*at];
  if (!table.rows.empty() &&
      std::ranges::all_of(std::views::iota(std::size_t{0}, table.rows.size()),
                          empty)) {
    findings.add(0, "empty",
                 fmt::format("column '{}' is empty throughout (nothing of it "
                             "can be checked): fill it in",
                             name));
    at.reset();
    return;
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    if (empty(row))
      findings.add(table.lines[row], "empty",
                   fmt::format("column '{}' is empty (every row has its "
                               "value): fill it in",
                               name));
}

// Of a column that must be empty; it plays no part.
void check_void(const CsvTable& table, std::optional<std::size_t>& at,
                const char* check, const std::string& why,
                ListFindings& findings) {
  if (!at) return;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string_view text = table.rows[row][*at];
    if (text.empty()) continue;
    findings.add(
        table.lines[row], check,
        fmt::format("column '{}' is '{}' {}", table.header[*at], text, why));
    break;
  }
  at.reset();
}

void check_cells(const CsvTable& table, const Scenario& scenario,
                 ListLayout& layout, ListFindings& findings) {
  for (std::size_t c = 0; c < list_column_count; ++c) {
    const auto column = static_cast<ListColumn>(c);
    if (column == ListColumn::site && !list_has_sites(scenario))
      check_void(table, layout.own[c], "sites",
                 "(site is no stratum: the list is for all sites): leave it "
                 "empty, or stratify by \"site\"",
                 findings);
    else if (is_of_blocks(column) && !has_blocks(scenario))
      check_void(table, layout.own[c], "blocks",
                 "(the config's procedure has no blocks): leave it empty, or "
                 "correct the procedure",
                 findings);
    else
      check_filled(table, layout.own[c], findings);
  }
  for (auto& factor : layout.factors) check_filled(table, factor, findings);
}

void say_what_is_not_checked(const ListLayout& layout, const Scenario& scenario,
                             ListCheck& check) {
  const auto add = [&](const char* checks, std::string_view column) {
    check.not_checked.push_back(
        fmt::format("{} (no column {})", checks, column));
  };
  for (const Use& use : uses)
    if (!layout.has(use.column)) add(use.checks, name_of(use.column));
  if (has_blocks(scenario))
    for (const Use& use : block_uses)
      if (!layout.has(use.column)) add(use.checks, name_of(use.column));
  if (list_has_sites(scenario) && !layout.has(ListColumn::site))
    add("sites", name_of(ListColumn::site));
  const std::vector<std::size_t> factors = list_factors(scenario);
  for (std::size_t f = 0; f < factors.size(); ++f)
    if (!layout.factors[f])
      add("a factor's levels", factor_column(scenario.factors[factors[f]]));
}

}  // namespace

ListLayout lay_out(const CsvTable& table, const Scenario& scenario,
                   std::span<const RenamedColumn> renamed, ListCheck& check,
                   ListFindings& findings) {
  Finder finder{table, renamed, findings};
  ListLayout layout;
  for (std::size_t c = 0; c < list_column_count; ++c)
    layout.own[c] = finder.find(list_columns[c]);
  for (const std::size_t factor : list_factors(scenario))
    layout.factors.push_back(
        finder.find(factor_column(scenario.factors[factor])));
  finder.report_the_others(check);
  if (!layout.has(ListColumn::arm))
    findings.add(1, columns_check,
                 fmt::format("no column 'arm'{} (nothing can be checked "
                             "without it): add it, or say which with --column",
                             Finder::suggestion("arm", table.header)));
  check_cells(table, scenario, layout, findings);
  say_what_is_not_checked(layout, scenario, check);
  return layout;
}

CsvTable decoded_table(const CsvTable& table, const ListLayout& layout,
                       std::span<const CodedValue> values,
                       const Scenario& scenario, ListFindings& findings) {
  std::vector<std::string> names{"arm", "site_id"};
  std::vector<std::optional<std::size_t>> columns{layout[ListColumn::arm],
                                                  layout[ListColumn::site]};
  const std::vector<std::size_t> factors = list_factors(scenario);
  for (std::size_t f = 0; f < factors.size(); ++f) {
    names.push_back(factor_column(scenario.factors[factors[f]]));
    columns.push_back(layout.factors[f]);
  }
  CsvTable decoded = table;
  for (const CodedValue& value : values) {
    const auto at = std::ranges::find(names, value.column) - names.begin();
    if (at == std::ssize(names)) {
      findings.add(
          0, "values",
          fmt::format("'{}' is no column whose values may be coded{}: "
                      "correct the value map",
                      value.column, Finder::suggestion(value.column, names)));
      continue;
    }
    const auto column = columns[static_cast<std::size_t>(at)];
    for (std::size_t row = 0; column && row < table.rows.size(); ++row)
      if (table.rows[row][*column] == value.theirs)
        decoded.rows.set(row, *column, value.ours);
  }
  return decoded;
}

}  // namespace rehearse
