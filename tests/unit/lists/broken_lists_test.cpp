// Broken lists and what is found in them: see the head of the table beside for
// its form.
#include <algorithm>
#include <optional>
#include <utility>

#include "unit/lists/checked_list.hpp"

using namespace rehearse;

namespace {

struct Case {
  std::string name;
  std::vector<std::string> set;
  std::vector<std::string> forget;
  std::optional<std::string> list;
  std::vector<std::pair<std::string, std::string>> edits;
  std::vector<RenamedColumn> columns;
  bool compared = false;
  std::string expected;
};

std::string with_line_ends(std::string text) {
  for (auto at = text.find("\\n"); at != std::string::npos;
       at = text.find("\\n", at))
    text.replace(at, 2, 1, '\n');
  return text;
}

std::vector<Case> read_cases() {
  std::vector<Case> cases;
  std::istringstream in{read_text("broken_lists.txt")};
  for (std::string line; std::getline(in, line);) {
    const auto space = std::min(line.find(' '), line.size());
    const std::string word = line.substr(0, space);
    const std::string rest = line.substr(std::min(space + 1, line.size()));
    if (word.empty() || word == "#") continue;
    if (word == "case") {
      cases.emplace_back().name = rest;
      continue;
    }
    REQUIRE_FALSE(cases.empty());
    Case& one = cases.back();
    if (word == "!") {
      one.set.push_back(rest);
    } else if (word == "forget") {
      one.forget.push_back(rest);
    } else if (word == "=") {
      one.list = one.list.value_or("") + with_line_ends(rest);
    } else if (word == "-") {
      one.edits.emplace_back(with_line_ends(rest), "");
    } else if (word == "+") {
      one.edits.back().second = with_line_ends(rest);
    } else if (word == "column") {
      const auto equal = rest.find('=');
      one.columns.push_back({rest.substr(0, equal), rest.substr(equal + 1)});
    } else if (word == "compared") {
      one.compared = true;
    } else if (word == ">") {
      one.expected += "list.csv" + rest + '\n';
    } else {
      FAIL("no such line: " << line);
    }
  }
  return cases;
}

std::string edited(std::string text, const Case& broken) {
  for (const auto& [from, to] : broken.edits) {
    const auto at = text.find(from);
    INFO("edit " << from << " of\n" << text);
    REQUIRE(at != std::string::npos);
    REQUIRE(text.find(from, at + 1) == std::string::npos);
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

TEST_CASE("every fault of a broken list is found and said",
          "[report][errors][LST-02]") {
  const std::vector<Case> cases = read_cases();
  REQUIRE(cases.size() >= 30);
  for (const Case& broken : cases) {
    INFO("case " << broken.name);
    const Scenario scenario = scenario_of(broken.set, broken.forget);
    const RandomizationList made = make_randomization_list(scenario);
    const std::string own = list_csv(made, ListView::unblinded);
    ListCheckOptions options;
    options.writing.columns = broken.columns;
    if (broken.compared) options.made = &made;
    const std::string text = edited(broken.list.value_or(own), broken);
    CHECK(list_findings_text(check_text(text, scenario, options)) ==
          broken.expected);
  }
}
