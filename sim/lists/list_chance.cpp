#include "list_chance.hpp"

#include <utility>

#include "rehearse/text/number_text.hpp"

namespace rehearse {

std::string p_equals_text(double p) {
  return p < 1e-300 ? "p < 1e-300" : "p = " + p_text(p);
}

void ChanceTests::add(ChanceTest test, std::size_t line, std::string message) {
  tests_.push_back({std::move(test), line, std::move(message)});
}

void ChanceTests::judge(ListCheck& check, ListFindings& findings) const {
  if (tests_.empty()) return;
  check.least_p = list_false_alarms / static_cast<double>(tests_.size());
  for (const auto& [test, line, message] : tests_) {
    check.chance.push_back(test);
    if (test.p < check.least_p) findings.add(line, test.check, message);
  }
}

}  // namespace rehearse
