#include "rehearse/report/list_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "list_check_parts.hpp"
#include "rehearse/report/number_text.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

void count(const ReadList& list, ListCheck& check) {
  check.strata = list.strata.size();
  for (std::size_t k = 0; k < list.scenario.arms.size(); ++k)
    check.arms.emplace_back(
        list.scenario.arms[k].id,
        static_cast<std::uint64_t>(std::ranges::count(list.arm, k)));
}

Json test_json(const std::optional<ChiSquare>& test) {
  if (!test) return nullptr;
  return {{"chi_square", test->statistic}, {"df", test->df}, {"p", test->p}};
}

}  // namespace

std::string test_text(const ChiSquare& test) {
  return fmt::format("chi-square {:.2f}, {} df, p = {:.3g}", test.statistic,
                     test.df, test.p);
}

ListCheck check_list(const CsvTable& table, const Scenario& scenario,
                     const ListCheckOptions& options) {
  ListCheck check;
  ListFindings findings;
  check.name = table.name;
  check.rows = table.rows.size();
  ReadList list{table,
                scenario,
                lay_out(table, scenario, options.columns, check, findings),
                {},
                {},
                false,
                {},
                false};
  if (list.at.has(ListColumn::arm)) {
    check_names(list, findings);
    sort_strata(list, findings);
    check_lengths(list, findings);
    check_numbers(list, findings);
    check_places(list, findings);
    sort_blocks(list, check, findings);
    check_blocks(list, findings);
    check_block_chances(list, check, findings);
    check_ratio(list, findings);
    if (options.made != nullptr)
      check_reproduced(list, *options.made, findings);
    count(list, check);
  }
  check.findings = findings.take();
  return check;
}

std::string list_findings_text(const ListCheck& check) {
  std::string text;
  for (const ListFinding& finding : check.findings) {
    text += check.name;
    if (finding.line > 0) text += fmt::format(":{}", finding.line);
    text += fmt::format(": {}: {}\n", finding.check, finding.message);
  }
  return text;
}

std::string list_summary_text(const ListCheck& check) {
  std::string text = fmt::format("{} rows, {} strata", grouped_text(check.rows),
                                 grouped_text(check.strata));
  if (check.blocks)
    text += fmt::format(", {} blocks", grouped_text(*check.blocks));
  text += '\n';
  for (const auto& [arm, rows] : check.arms)
    text += fmt::format("  {}: {}\n", arm, grouped_text(rows));
  for (const BlockSizeCheck& of : check.sizes)
    text += fmt::format("  blocks of {}: {} whole; arrangements: {}\n", of.size,
                        grouped_text(of.blocks),
                        of.arrangements
                            ? test_text(*of.arrangements)
                            : "not tested (fewer than 5 expected of each)");
  if (check.size_frequencies)
    text += fmt::format("  sizes against their weights: {}\n",
                        test_text(*check.size_frequencies));
  if (!check.sizes.empty())
    text += fmt::format("  (a chi-square is a finding if p < {:g})\n", least_p);
  for (const std::string& what : check.not_checked)
    text += fmt::format("  not checked: {}\n", what);
  return text;
}

std::string list_check_json(const ListCheck& check) {
  Json json = {{"command", "randomize --check"},
               {"version", REHEARSE_VERSION},
               {"list", check.name},
               {"findings", Json::array()},
               {"rows", check.rows},
               {"strata", check.strata},
               {"blocks", check.blocks ? Json(*check.blocks) : Json(nullptr)},
               {"arms", Json::object()},
               {"block_sizes", Json::array()},
               {"size_frequencies", test_json(check.size_frequencies)},
               {"least_p", least_p},
               {"not_checked", check.not_checked}};
  for (const ListFinding& finding : check.findings)
    json["findings"].push_back(
        {{"line", finding.line > 0 ? Json(finding.line) : Json(nullptr)},
         {"check", finding.check},
         {"message", finding.message}});
  for (const auto& [arm, rows] : check.arms) json["arms"][arm] = rows;
  for (const BlockSizeCheck& of : check.sizes)
    json["block_sizes"].push_back(
        {{"size", of.size},
         {"blocks", of.blocks},
         {"arrangements", test_json(of.arrangements)}});
  // Another's list may not be UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace rehearse
