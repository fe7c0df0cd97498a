#include "rehearse/lists/list_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "list_chance.hpp"
#include "list_check_parts.hpp"
#include "list_sequences.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/version.hpp"

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

// What is certain in every list of the config.
void check_rows(ReadList& list, ListCheck& check, ListFindings& findings) {
  check_names(list, findings);
  sort_strata(list, findings);
  check_lengths(list, findings);
  check_runout(list, check);
  check_numbers(list, findings);
  check_places(list, findings);
  sort_blocks(list, check, findings);
  check_blocks(list, findings);
}

// What chance could do, but hardly does.
void check_chances(const ReadList& list, ListCheck& check,
                   ListFindings& findings) {
  ChanceTests tests;
  check_block_chances(list, check, tests);
  check_ratio(list, findings, tests);
  const std::vector<ListSequence> sequences = sequences_of(list);
  check_possible(list, sequences, findings);
  check_likelihood(list, sequences, tests);
  check_copies(list, sequences, tests);
  check_repeats(list, sequences, tests);
  tests.judge(check, findings);
}

Json test_json(const std::optional<ChiSquare>& test) {
  if (!test) return nullptr;
  return {{"chi_square", test->statistic}, {"df", test->df}, {"p", test->p}};
}

std::string blocks_text(const ListCheck& check) {
  std::string text;
  for (const BlockSizeCheck& of : check.sizes)
    text += fmt::format("  blocks of {}: {} whole; arrangements: {}\n", of.size,
                        grouped_text(of.blocks),
                        of.arrangements
                            ? test_text(*of.arrangements)
                            : "no chi-square (fewer than 5 expected of each)");
  if (check.size_frequencies)
    text += fmt::format("  sizes against their weights: {}\n",
                        test_text(*check.size_frequencies));
  return text;
}

std::string chance_text(const ListCheck& check) {
  if (check.chance.empty()) return "";
  std::string text = "  could chance have made it?\n";
  for (const ChanceTest& test : check.chance)
    text += fmt::format("    {}: {}\n", test.what, p_equals_text(test.p));
  return text + fmt::format(
                    "    (a finding if p < {:.2g}: at most 1 sound list in {} "
                    "has any)\n",
                    check.least_p,
                    grouped_text(static_cast<std::uint64_t>(
                        std::round(1.0 / list_false_alarms))));
}

// No finding: how long lists are is a choice.
std::string runout_line(const ListCheck& check) {
  if (!check.runout) return "";
  const std::string text = runout_text(*check.runout, check.participants);
  return check.wanted_runout && check.runout->probability > *check.wanted_runout
             ? fmt::format("  {} (the config wants at most {})\n", text,
                           *check.wanted_runout)
             : fmt::format("  {}\n", text);
}

std::string verdict_text(const ListCheck& check) {
  const std::size_t number = check.findings.size();
  const std::string findings =
      fmt::format("{} finding{}", number, number == 1 ? "" : "s");
  switch (check.reproduction) {
    case Reproduction::not_asked:
      return findings;
    case Reproduction::none:
      return findings + "; not what this config and seed make";
    case Reproduction::cells:
      return findings +
             "; cell for cell what this config and seed make, though not byte "
             "for byte (line ends, quotes, columns or codes differ)";
    case Reproduction::bytes:
      return findings + "; byte for byte what this config and seed make";
  }
  return findings;
}

Json reproduction_json(Reproduction reproduction) {
  switch (reproduction) {
    case Reproduction::not_asked:
      return nullptr;
    case Reproduction::none:
      return "no";
    case Reproduction::cells:
      return "cells";
    case Reproduction::bytes:
      return "bytes";
  }
  return nullptr;
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
  check.participants = scenario.participants;
  const ListLayout layout =
      lay_out(table, scenario, options.columns, check, findings);
  std::optional<CsvTable> decoded;
  if (!options.values.empty())
    decoded = decoded_table(table, layout, options.values, scenario, findings);
  ReadList list{
      decoded ? *decoded : table, scenario, layout, {}, {}, false, {}, false};
  if (list.at.has(ListColumn::arm)) {
    check_rows(list, check, findings);
    check_chances(list, check, findings);
    if (options.made != nullptr)
      check_reproduced(list, options, check, findings);
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
  text += blocks_text(check) + chance_text(check);
  text += runout_line(check);
  for (const std::string& what : check.not_checked)
    text += fmt::format("  not checked: {}\n", what);
  std::string unused;
  for (const std::string& column : check.not_used)
    unused += (unused.empty() ? "" : ", ") + column;
  if (!unused.empty()) text += fmt::format("  columns not used: {}\n", unused);
  return text + verdict_text(check) + '\n';
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
               {"tests", Json::array()},
               {"false_alarms", list_false_alarms},
               {"least_p", check.least_p},
               {"runout_probability", nullptr},
               {"not_checked", check.not_checked},
               {"columns_not_used", check.not_used},
               {"reproduced", reproduction_json(check.reproduction)},
               {"verdict", verdict_text(check)}};
  if (check.runout) {
    json["runout_probability"] = check.runout->probability;
    if (check.runout->is_bound) json["runout_is_bound"] = true;
  }
  for (const ChanceTest& test : check.chance)
    json["tests"].push_back(
        {{"check", test.check}, {"what", test.what}, {"p", test.p}});
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
