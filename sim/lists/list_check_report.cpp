// What the check of a list found, for print.
#include <fmt/format.h>

#include <cmath>

#include "list_chance.hpp"
#include "list_check_parts.hpp"
#include "rehearse/lists/list_check.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/version.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

Json test_json(const std::optional<ChiSquare>& test) {
  if (!test) return nullptr;
  return {{"chi_square", test->statistic}, {"df", test->df}, {"p", test->p}};
}

std::string place_of(const ListCheck& check, const ListFinding& finding) {
  if (finding.line == 0) return check.name;
  return fmt::format("{}:{}{}", check.name,
                     check.unit == RowUnit::line ? "" : "row ", finding.line);
}

std::vector<std::string> findings_of(const ListCheck& check) {
  std::vector<std::string> lines;
  for (const ListFinding& finding : check.findings)
    lines.push_back(fmt::format("{}: {}: {}", place_of(check, finding),
                                finding.check, finding.message));
  return lines;
}

void add_counts(const ListCheck& check, std::vector<std::string>& lines) {
  lines.push_back(fmt::format(
      "{} rows, {} strata{}", grouped_text(check.rows),
      grouped_text(check.strata),
      check.blocks ? fmt::format(", {} blocks", grouped_text(*check.blocks))
                   : ""));
  for (const auto& [arm, rows] : check.arms)
    lines.push_back(fmt::format("  {}: {}", arm, grouped_text(rows)));
}

void add_blocks(const ListCheck& check, std::vector<std::string>& lines) {
  for (const BlockSizeCheck& of : check.sizes)
    lines.push_back(fmt::format(
        "  blocks of {}: {} whole; arrangements: {}", of.size,
        grouped_text(of.blocks),
        of.arrangements ? test_text(*of.arrangements)
                        : "no chi-square (fewer than 5 expected of each)"));
  if (check.size_frequencies)
    lines.push_back(fmt::format("  sizes against their weights: {}",
                                test_text(*check.size_frequencies)));
}

void add_chance(const ListCheck& check, std::vector<std::string>& lines) {
  if (check.chance.empty()) return;
  lines.emplace_back("  could chance have made it?");
  for (const ChanceTest& test : check.chance)
    lines.push_back(
        fmt::format("    {}: {}", test.what, p_equals_text(test.p)));
  lines.push_back(fmt::format(
      "    (a finding if p < {:.2g}: at most 1 sound list in {} has any)",
      check.least_p,
      grouped_text(
          static_cast<std::uint64_t>(std::round(1.0 / list_false_alarms)))));
}

// No finding: how long lists are is a choice.
void add_runout(const ListCheck& check, std::vector<std::string>& lines) {
  if (!check.runout) return;
  const std::string text = runout_text(*check.runout, check.participants);
  const auto& wanted = check.wanted_runout;
  lines.push_back(
      wanted && check.runout->probability > *wanted
          ? fmt::format("  {} (the config wants at most {})", text, *wanted)
          : "  " + text);
}

std::vector<std::string> summary_of(const ListCheck& check) {
  std::vector<std::string> lines;
  add_counts(check, lines);
  add_blocks(check, lines);
  add_chance(check, lines);
  add_runout(check, lines);
  for (const std::string& what : check.not_checked)
    lines.push_back("  not checked: " + what);
  if (!check.not_used.empty())
    lines.push_back(
        fmt::format("  columns not used: {}", fmt::join(check.not_used, ", ")));
  return lines;
}

// In JSON, and in the verdict.
struct ReproductionWords {
  Json json;
  const char* verdict;
};
ReproductionWords words_of(Reproduction reproduction) {
  switch (reproduction) {
    case Reproduction::not_asked:
      return {nullptr, ""};
    case Reproduction::none:
      return {"no", "; not what this config and seed make"};
    case Reproduction::cells:
      return {"cells",
              "; cell for cell what this config and seed make, though not "
              "byte for byte (line ends, quotes, columns or codes differ)"};
    case Reproduction::bytes:
      return {"bytes", "; byte for byte what this config and seed make"};
  }
  return {nullptr, ""};
}

std::string verdict_of(const ListCheck& check) {
  const std::size_t number = check.findings.size();
  return fmt::format("{} finding{}{}", number, number == 1 ? "" : "s",
                     words_of(check.reproduction).verdict);
}

// An object for each finding; also the rows of CSV.
std::vector<Json> finding_objects(const ListCheck& check) {
  std::vector<Json> objects;
  for (const ListFinding& finding : check.findings)
    objects.push_back(
        {{"line", finding.line > 0 ? Json(finding.line) : Json(nullptr)},
         {"check", finding.check},
         {"message", finding.message}});
  return objects;
}

Json json_of(const ListCheck& check) {
  Json json = {{"command", "randomize --check"},
               {"version", REHEARSE_VERSION},
               {"list", check.name},
               {"findings", finding_objects(check)},
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
               {"reproduced", words_of(check.reproduction).json},
               {"verdict", verdict_of(check)}};
  if (check.runout) json["runout_probability"] = check.runout->probability;
  if (check.runout && check.runout->is_bound) json["runout_is_bound"] = true;
  for (const ChanceTest& test : check.chance)
    json["tests"].push_back(
        {{"check", test.check}, {"what", test.what}, {"p", test.p}});
  for (const auto& [arm, rows] : check.arms) json["arms"][arm] = rows;
  for (const BlockSizeCheck& of : check.sizes)
    json["block_sizes"].push_back(
        {{"size", of.size},
         {"blocks", of.blocks},
         {"arrangements", test_json(of.arrangements)}});
  return json;
}

}  // namespace

std::string test_text(const ChiSquare& test) {
  return fmt::format("chi-square {:.2f}, {} df, p = {:.3g}", test.statistic,
                     test.df, test.p);
}

std::string list_findings_text(const ListCheck& check) {
  std::string text;
  for (const std::string& line : findings_of(check)) text += line + '\n';
  return text;
}

Report report_of(const ListCheck& check) {
  Report report{
      json_of(check), finding_objects(check), {}, {"line", "check", "message"}};
  report.document.add(Document::Heading{"Check of " + check.name},
                      Document::Medium::paper);
  report.document.add(Document::Items{findings_of(check)});
  report.document.add(Document::Items{summary_of(check)});
  report.document.add(Document::Answer{verdict_of(check), ""});
  return report;
}

}  // namespace rehearse
