#include "rehearse/qualification/qualification_report.hpp"

#include <fmt/format.h>

#include <utility>

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<std::vector<std::string>>;

Json json_of(const Check& check) {
  return {{"id", check.id},
          {"commands", check.commands},
          {"what", check.what},
          {"expected", check.expected},
          {"observed", check.observed},
          {"tolerance", check.tolerance},
          {"citation", check.citation},
          {"verdict", word_of(check.verdict)}};
}

Json json_of(const std::vector<Check>& checks) {
  Json all = Json::array();
  for (const Check& check : checks) all.push_back(json_of(check));
  return all;
}

Json json_of(const RequirementResult& result) {
  Json project_tests = Json::array();
  for (const auto& [file, name] : result.project_tests)
    project_tests.push_back({{"file", file}, {"name", name}});
  return {{"id", result.requirement.id},
          {"sentence", result.requirement.sentence},
          {"risk", result.requirement.risk},
          {"verdict", word_of(verdict_of(result.checks))},
          {"tests", json_of(result.checks)},
          {"project_tests", project_tests}};
}

Json installation_json(const Qualification& result) {
  Json environment = Json::object();
  for (const auto& [name, text] : result.environment) environment[name] = text;
  Json files = Json::array();
  for (const auto& [name, path, sha256] : result.files)
    files.push_back({{"name", name}, {"path", path}, {"sha256", sha256}});
  return {{"verdict", word_of(verdict_of(result.installation))},
          {"environment", environment},
          {"files", files},
          {"tests", json_of(result.installation)}};
}

Json json_of(const Qualification& result) {
  Json requirements = Json::array();
  for (const RequirementResult& one : result.requirements)
    requirements.push_back(json_of(one));
  return {{"command", "qualify"},
          {"verdict", word_of(verdict_of(result))},
          {"complete", !result.only.has_value()},
          {"date", result.origin.date},
          {"user", result.origin.user},
          {"host", result.origin.host},
          {"installation", installation_json(result)},
          {"requirements", requirements},
          {"performance",
           {{"verdict", word_of(verdict_of(result.performance))},
            {"config", result.config},
            {"tests", json_of(result.performance)}}},
          {"deviations", result.deviations},
          {"limits", result.limits}};
}

// As a reader writes it: a number plainly, a text without its quotes.
std::string plain(const Json& value) {
  if (value.is_string()) return value;
  if (value.is_number_float())
    return fmt::format("{:.10g}", value.get<double>());
  return value.is_null() ? "" : value.dump();
}

std::string tolerance_text(const Check& check) {
  return check.tolerance > 0.0 ? fmt::format("± {:.4g}", check.tolerance) : "";
}

std::string table_title(const Check& check) {
  std::string title = check.id;
  if (!check.commands.empty()) title += " `" + check.commands + "`";
  if (!check.citation.empty()) title += ". Source: " + check.citation;
  return title;
}

// A table for what was run once.
void add_tables(Document& document, const std::vector<Check>& checks) {
  Rows rows;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const Check& check = checks[i];
    rows.push_back({check.what, plain(check.expected), tolerance_text(check),
                    plain(check.observed),
                    std::string{word_of(check.verdict)}});
    if (i + 1 < checks.size() &&
        table_title(checks[i + 1]) == table_title(check))
      continue;
    document.add(Document::Table{{{"What", "Expected", "Tolerance", "Observed",
                                   "Verdict"},
                                  std::exchange(rows, {})},
                                 table_title(check),
                                 Document::Columns::words},
                 Document::Medium::paper);
  }
}

std::string title_of(const RequirementResult& result) {
  const auto& [id, risk, sentence, script] = result.requirement;
  return fmt::format("{} ({} risk): {}", id, risk, sentence);
}

// How many of what came out how.
std::string counted(const std::vector<Check>& checks) {
  std::size_t passed = 0;
  for (const Check& check : checks)
    passed += check.verdict == Verdict::pass ? 1 : 0;
  return fmt::format("{} of {}", passed, checks.size());
}

Document::Table summary_table(const Qualification& result) {
  const auto row = [](const std::string& name, const auto& checks) {
    return std::vector<std::string>{name, counted(checks),
                                    std::string{word_of(verdict_of(checks))}};
  };
  std::vector<Check> operation;
  for (const RequirementResult& one : result.requirements)
    operation.insert(operation.end(), one.checks.begin(), one.checks.end());
  return {{{"Part", "Checks passed", "Verdict"},
           {row("Installation (IQ)", result.installation),
            row("Operation (OQ)", operation),
            row("Performance (PQ)", result.performance)}},
          ""};
}

Document::Items failures(const Qualification& result) {
  Document::Items items;
  for (const RequirementResult& one : result.requirements)
    if (verdict_of(one.checks) == Verdict::fail)
      items.items.push_back("failed: " + title_of(one));
  return items;
}

// A terminal has no room for what one spoilt file does to fifty checks.
Document::Items first_deviations(const Qualification& result) {
  constexpr std::size_t most = 10;
  std::vector<std::string> items = result.deviations;
  if (items.size() > most) {
    const std::size_t more = items.size() - most;
    items.resize(most);
    items.push_back(
        fmt::format("and {} more deviations, in the document", more));
  }
  return {items};
}

Document::Table file_table(const Qualification& result) {
  Rows rows;
  for (const auto& [name, path, sha256] : result.files)
    rows.push_back({name, path, sha256});
  return {{{"File", "Path", "SHA-256"}, rows},
          "What the program is made of",
          Document::Columns::words};
}

// Requirement, the tests that were run here, and those of the project.
Document::Table trace_table(const Qualification& result) {
  Rows rows;
  for (const RequirementResult& one : result.requirements) {
    std::vector<std::string> here;
    for (const Check& check : one.checks)
      if (here.empty() || here.back() != check.id) here.push_back(check.id);
    std::vector<std::string> project;
    for (const auto& [file, name] : one.project_tests)
      project.push_back(fmt::format("{} ({})", name, file));
    rows.push_back({one.requirement.id,
                    fmt::format("{}", fmt::join(here, ", ")),
                    std::string{word_of(verdict_of(one.checks))},
                    fmt::format("{}", fmt::join(project, "; "))});
  }
  return {{{"Requirement", "Tests run here", "Verdict",
            "Tests of the project, passed before release"},
           rows},
          fmt::format("{}, revision {}", result.environment[0].second,
                      result.environment[1].second),
          Document::Columns::words};
}

Document::Facts environment_facts(const Qualification& result) {
  Document::Facts facts;
  facts.facts = {{"date", result.origin.date},
                 {"user", result.origin.user},
                 {"host", result.origin.host}};
  for (const auto& [name, text] : result.environment)
    facts.facts.push_back({name, text});
  facts.width = 20;
  return facts;
}

Document::Table signature_table() {
  const std::string room(24, '_');
  return {{{"Role", "Name", "Signature", "Date"},
           {{"Performed by", room, room, room},
            {"Reviewed by", room, room, room},
            {"Approved by", room, room, room}}},
          "",
          Document::Columns::words};
}

using Heading = Document::Heading;
constexpr auto on_paper = Document::Medium::paper;

void add_part(Document& document, const std::string& name) {
  document.add(Heading{name, "", Document::Level::part}, on_paper);
}

void add_items(Document& document, const std::vector<std::string>& items) {
  if (items.empty())
    document.add(Document::Paragraph{{"None."}}, on_paper);
  else
    document.add(Document::Items{items}, on_paper);
}

void add_details(Document& document, const Qualification& result) {
  add_part(document, "Installation qualification");
  document.add(environment_facts(result), on_paper);
  document.add(file_table(result), on_paper);
  add_tables(document, result.installation);
  add_part(document, "Operational qualification");
  for (const RequirementResult& one : result.requirements) {
    document.add(Document::Answer{title_of(one)}, on_paper);
    add_tables(document, one.checks);
  }
  add_part(document, "Performance qualification of " + result.config);
  add_tables(document, result.performance);
  add_part(document, "Trace matrix");
  document.add(trace_table(result), on_paper);
}

Document document_of(const Qualification& result) {
  Document document;
  document.add(
      Heading{"Qualification of " + result.environment.front().second});
  document.add(Document::Answer{
      fmt::format(
          "Verdict: {}{}", word_of(verdict_of(result)),
          result.only ? fmt::format(" ({} alone)", word_of(*result.only)) : ""),
      fmt::format("on {}, {}", result.origin.host, result.origin.date)});
  document.add(summary_table(result));
  document.add(failures(result));
  document.add(first_deviations(result), Document::Medium::terminal);
  add_part(document, "Deviations");
  add_items(document, result.deviations);
  add_details(document, result);
  add_part(document, "Known limits");
  add_items(document, result.limits);
  add_part(document, "Signatures");
  document.add(signature_table(), on_paper);
  return document;
}

std::vector<Json> rows_of(const Qualification& result) {
  std::vector<Json> rows;
  const auto add = [&](const std::string& part, const auto& checks) {
    for (const Check& check : checks) {
      rows.push_back({{"part", part}});
      rows.back().update(json_of(check));
    }
  };
  add("installation", result.installation);
  for (const RequirementResult& one : result.requirements)
    add(one.requirement.id, one.checks);
  add("performance", result.performance);
  return rows;
}

}  // namespace

Report report_of(const Qualification& result) {
  return {json_of(result), rows_of(result), document_of(result)};
}

}  // namespace rehearse
