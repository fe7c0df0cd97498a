#include "rehearse/qualification/catalogue.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <sstream>
#include <stdexcept>

#include "embedded_files.hpp"
#include "rehearse/text/shell_word.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::string& text) {
  std::stringstream json;
  json << toml::json_formatter{toml::parse(text)};
  return Json::parse(json);
}

// What a file says wrong is a fault of the source tree: all that may be said is
// what and where.
template <class Read>
void read_all(const std::string& toml, const char* what, const Read& read) {
  try {
    const Json all = json_of(toml);
    for (const Json& row : all.value(what, Json::array())) read(row);
  } catch (const toml::parse_error& error) {
    throw std::invalid_argument{fmt::format(
        "line {}: {}", error.source().begin.line, error.description())};
  } catch (const Json::exception& error) {
    throw std::invalid_argument{error.what()};
  }
}

std::vector<Arguments> commands_of(const Json& run) {
  if (run.is_string()) return {shell_words(run.get<std::string>())};
  std::vector<Arguments> commands;
  for (const std::string line : run) commands.push_back(shell_words(line));
  return commands;
}

Expectation expectation_of(const Json& row) {
  const std::string at = row.at("at");
  Expectation made;
  if (at.starts_with('/') || at.empty()) {
    made.pointer = at;
  } else if (at == "status") {
    made.subject = Subject::status;
  } else if (at == "output") {
    made.subject = Subject::output;
  } else if (at == "error") {
    made.subject = Subject::error;
  } else if (at == "sha256") {
    made.subject = Subject::sha256;
  } else {
    throw std::invalid_argument{fmt::format("unknown place '{}'", at)};
  }
  made.contained = row.contains("says");
  made.value = row.at(made.contained ? "says" : "is");
  made.tolerance = row.value("within", 0.0);
  return made;
}

QualificationTest test_of(const Json& row) {
  const std::string other = row.value("same_as", "");
  const Arguments same_as = other.empty() ? Arguments{} : shell_words(other);
  QualificationTest test{row.at("id"),
                         row.at("requirement"),
                         row.at("citation"),
                         commands_of(row.at("run")),
                         row.value("file", ""),
                         same_as,
                         row.value("control", false),
                         {}};
  for (const Json& expectation : row.value("expect", Json::array()))
    test.expectations.push_back(expectation_of(expectation));
  if (test.expectations.empty() && test.same_as.empty())
    throw std::invalid_argument{test.id + ": nothing is expected"};
  return test;
}

}  // namespace

void add_requirements(const std::string& toml, Catalogue& catalogue) {
  read_all(toml, "requirements", [&](const Json& row) {
    catalogue.requirements.push_back({row.at("id"), row.at("risk"),
                                      row.at("sentence"),
                                      row.value("tested_by", "")});
  });
  read_all(toml, "limits", [&](const Json& row) {
    catalogue.limits.push_back(row.at("sentence"));
  });
}

void add_tests(const std::string& toml, Catalogue& catalogue) {
  read_all(toml, "tests",
           [&](const Json& row) { catalogue.tests.push_back(test_of(row)); });
}

void add_project_tests(const std::string& lines, Catalogue& catalogue) {
  for (const std::string_view line : split(lines, '\n')) {
    if (line.empty()) continue;
    const auto fields = split(line, '\t');
    if (fields.size() != 3)
      throw std::invalid_argument{fmt::format("no line of a trace: {}", line)};
    catalogue.project_tests[std::string{fields[0]}].push_back(
        {std::string{fields[1]}, std::string{fields[2]}});
  }
}

Catalogue built_in_catalogue() {
  Catalogue catalogue;
  for (const auto& [path, view] : embedded_files()) {
    const std::string bytes{view};
    if (path == "tests/requirements.toml")
      add_requirements(bytes, catalogue);
    else if (path == "trace")
      add_project_tests(bytes, catalogue);
    else if (path.starts_with("tests/qualification/") &&
             path.find('/', 20) == std::string_view::npos)
      add_tests(bytes, catalogue);
    else
      catalogue.inputs.push_back(
          {std::string{path.substr(path.rfind('/') + 1)}, bytes});
  }
  return catalogue;
}

}  // namespace rehearse
