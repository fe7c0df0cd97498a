// Reads the tables of broken configs beside it: see the head of the first for
// the form.
#include "files.hpp"

using namespace rehearse;
using namespace rehearse::test;

namespace {

struct Case {
  std::string name;
  std::vector<std::pair<std::string, std::string>> edits;
  Overrides overrides;
  std::vector<std::string> expected;
};

std::string with_line_ends(std::string text) {
  for (auto at = text.find("\\n"); at != std::string::npos;
       at = text.find("\\n", at)) {
    text.replace(at, 2, 1, '\n');
  }
  return text;
}

std::vector<Case> read_cases(const std::string& file) {
  std::vector<Case> cases;
  std::istringstream in{read_file(config_folder + file)};
  for (std::string line; std::getline(in, line);) {
    const auto space = std::min(line.find(' '), line.size());
    const std::string word = line.substr(0, space);
    const std::string rest = line.substr(std::min(space + 1, line.size()));
    if (word.empty() || word == "#") continue;
    if (word == "case") {
      cases.push_back({rest, {}, {}, {}});
    } else if (word == "-") {
      cases.back().edits.emplace_back(with_line_ends(rest), "");
    } else if (word == "+") {
      cases.back().edits.back().second = with_line_ends(rest);
    } else if (word == "!") {
      cases.back().overrides.set.push_back(rest);
    } else if (word == "seed") {
      cases.back().overrides.seed = rest;
    } else if (word == "replicates") {
      cases.back().overrides.replicates = rest;
    } else if (word == ">") {
      cases.back().expected.push_back(rest);
    } else {
      FAIL("no such line: " << line);
    }
  }
  return cases;
}

std::string edited(std::string text, const Case& broken) {
  for (const auto& [from, to] : broken.edits) text = replaced(text, from, to);
  return text;
}

void check_cases(const std::string& base, const std::string& file,
                 std::size_t least) {
  const std::vector<Case> cases = read_cases(file);
  REQUIRE(cases.size() >= least);
  for (const Case& broken : cases) {
    INFO("case " << broken.name);
    REQUIRE_FALSE(broken.expected.empty());
    CHECK(faults_of(edited(base, broken), broken.overrides) == broken.expected);
  }
}

}  // namespace

TEST_CASE("every fault of a broken config is located and said",
          "[config][errors][CFG-01][CFG-02][CFG-07]") {
  check_cases(base_text(), "broken_configs.txt", 60);
}

TEST_CASE("every fault of broken hypotheses is located and said",
          "[config][errors][CFG-01]") {
  check_cases(hypotheses_text(), "broken_hypotheses.txt", 90);
}
