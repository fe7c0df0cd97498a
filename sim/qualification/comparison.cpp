#include "comparison.hpp"

#include <fmt/format.h>

#include <cmath>

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
  std::string line;
  for (const std::string& word : arguments) {
    const bool is_several = word.find(' ') != std::string::npos;
    line += (line.empty() ? "" : " ") + (is_several ? "'" + word + "'" : word);
  }
  return line;
}

std::string fault_of(const Ran& ran) {
  return fmt::format("exit status {}: {}", ran.status,
                     ran.error.substr(0, ran.error.find('\n')));
}

}  // namespace rehearse
