#include "rehearse/qualification/catalogue.hpp"

#include <set>
#include <stdexcept>

#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("a test of the catalogue is read whole", "[qualification]") {
  Catalogue catalogue;
  add_tests(R"(
    [[tests]]
    id = "A-01.1"
    requirement = "A-01"
    citation = "a paper"
    run = ["simulate a.toml --quiet", "analyze 'b c.csv'"]
    file = "out/summary.json"
    same_as = "analyze c.csv"
    control = true
    expect = [
      { at = "/looks/0/z", is = 1.5, within = 1e-6 },
      { at = "status", is = 1 },
      { at = "error", says = "did you mean" },
      { at = "output", says = "a" },
      { at = "sha256", is = "00" },
    ])",
            catalogue);
  REQUIRE(catalogue.tests.size() == 1);
  const QualificationTest& test = catalogue.tests[0];
  CHECK(test.id == "A-01.1");
  CHECK(test.requirement == "A-01");
  CHECK(test.citation == "a paper");
  CHECK(test.commands ==
        std::vector<Arguments>{{"simulate", "a.toml", "--quiet"},
                               {"analyze", "b c.csv"}});
  CHECK(test.file == "out/summary.json");
  CHECK(test.same_as == Arguments{"analyze", "c.csv"});
  CHECK(test.is_control);
  REQUIRE(test.expectations.size() == 5);
  CHECK(test.expectations[0].pointer == "/looks/0/z");
  CHECK(test.expectations[0].value == 1.5);
  CHECK(test.expectations[0].tolerance == 1e-6);
  CHECK(test.expectations[1].subject == Subject::status);
  CHECK(test.expectations[2].subject == Subject::error);
  CHECK(test.expectations[2].contained);
  CHECK(test.expectations[3].subject == Subject::output);
  CHECK(test.expectations[4].subject == Subject::sha256);
}

TEST_CASE("a faulty catalogue is refused", "[qualification]") {
  Catalogue catalogue;
  const std::string begin =
      "[[tests]]\nid = 'A'\nrequirement = 'A'\ncitation = ''\nrun = 'info'\n";
  CHECK_THROWS_AS(add_tests("[[tests]", catalogue), std::invalid_argument);
  CHECK_THROWS_AS(add_tests("[[tests]]\nid = 'A'", catalogue),
                  std::invalid_argument);
  CHECK_THROWS_AS(add_tests(begin, catalogue), std::invalid_argument);
  CHECK_THROWS_AS(
      add_tests(begin + "expect = [{at = 'elsewhere', is = 1}]", catalogue),
      std::invalid_argument);
  CHECK_THROWS_AS(add_requirements("[[requirements]]\nid = 'A'", catalogue),
                  std::invalid_argument);
  CHECK_THROWS_AS(add_project_tests("A\tfile", catalogue),
                  std::invalid_argument);
}

TEST_CASE("the built-in catalogue is whole", "[qualification][OPS-09]") {
  const Catalogue catalogue = built_in_catalogue();
  std::set<std::string> requirements;
  for (const Requirement& requirement : catalogue.requirements)
    CHECK(requirements.insert(requirement.id).second);
  std::set<std::string> tests;
  std::set<std::string> tested;
  std::size_t controls = 0;
  for (const QualificationTest& test : catalogue.tests) {
    CAPTURE(test.id);
    CHECK(tests.insert(test.id).second);
    CHECK(requirements.contains(test.requirement));
    CHECK(test.id.starts_with(test.requirement + "."));
    CHECK_FALSE(test.citation.empty());
    tested.insert(test.requirement);
    controls += test.is_control ? 1 : 0;
  }
  for (const Requirement& requirement : catalogue.requirements) {
    CAPTURE(requirement.id);
    if (!requirement.tested_by.empty()) continue;
    CHECK(tested.contains(requirement.id));
    CHECK(catalogue.project_tests.contains(requirement.id));
  }
  CHECK(controls >= 6);
  CHECK_FALSE(catalogue.limits.empty());
  std::set<std::string> names;  // they share a folder
  for (const InputFile& file : catalogue.inputs)
    CHECK(names.insert(file.name).second);
}
