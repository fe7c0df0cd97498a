// What `power` says of the test and of what is assumed, by its parts.
#include "report/assumption_facts.hpp"

#include <string>
#include <vector>

#include "rehearse/config/load.hpp"
#include "support/catch.hpp"
#include "unit/study/trial.hpp"

using namespace rehearse;

namespace {

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

// The words of a fact; empty where there is none of that name.
std::string told(const char* name, const std::vector<std::string>& changes = {},
                 bool calibrated = false) {
  const auto all =
      assumption_facts(read_trial(changes).scenario, calibrated).facts;
  std::string words;
  for (const auto& fact : all)
    if (fact.name == name) words += fact.text + '\n';
  return words;
}

}  // namespace

TEST_CASE("the test is said with its level", "[report]") {
  CHECK(told("Test") ==
        "log-rank unstratified, one-sided alpha 0.025; one look, all of alpha "
        "at it\n");
  CHECK(has(told("Test", {"analysis.alpha_two_sided=0.05"}),
            "two-sided alpha 0.05 (0.025 in each tail"));
  CHECK(has(told("Test", {"analysis.null_hazard_ratio=1.2"}),
            "log-rank against hazard ratio 1.2 unstratified"));
}

TEST_CASE("what is assumed is said once", "[report]") {
  CHECK(told("Assumed") ==
        "control median 6 months; hazard ratio 0.5; enrolment uniform over 10 "
        "months; no dropout\n");
  CHECK(has(told("Assumed", {}, true),
            "control median 6 months (the disease's, solved for); "));
  CHECK(has(told("Assumed", {"dropout.annual_probability=0.1"}),
            "; dropout 10% a year in each arm\n"));
  CHECK(has(told("Assumed", {"dropout.old.annual_probability=0.1",
                             "dropout.new.annual_probability=0"}),
            "; dropout new 0% a year, old 10% a year\n"));
}
