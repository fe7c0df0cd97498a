#include "comparison.hpp"

#include <fmt/format.h>

#include <cmath>

#include "rehearse/text/shell_word.hpp"

namespace rehearse {

Verdict verdict_of(const std::vector<Check>& checks) {
  Verdict all = Verdict::not_run;
  for (const Check& check : checks) {
    if (check.verdict == Verdict::fail) return Verdict::fail;
    if (check.verdict == Verdict::pass) all = Verdict::pass;
  }
  return all;
}

bool agrees(const nlohmann::ordered_json& observed,
            const nlohmann::ordered_json& expected, double tolerance) {
  if (!observed.is_number() || !expected.is_number())
    return observed == expected;
  return std::abs(observed.get<double>() - expected.get<double>()) <= tolerance;
}

Check compared(Check check) {
  check.verdict = agrees(check.observed, check.expected, check.tolerance)
                      ? Verdict::pass
                      : Verdict::fail;
  return check;
}

std::string line_of(const Arguments& arguments) {
  std::vector<std::string> words;
  for (const std::string& word : arguments) words.push_back(shell_word(word));
  return fmt::format("{}", fmt::join(words, " "));
}

std::string fault_of(const Ran& ran) {
  return fmt::format("exit status {}: {}", ran.status,
                     ran.error.substr(0, ran.error.find('\n')));
}

}  // namespace rehearse
