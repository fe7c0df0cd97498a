#pragma once

#include <string>
#include <vector>

#include "list_findings.hpp"

namespace rehearse {

/// What chance can do to a sound list, and how far this one is from it. All
/// tests of a list share `list_false_alarms`: a test that found p is a finding
/// if p times the number of tests is below that (Bonferroni). Which tests there
/// are depends on the list's columns and numbers, never on its arms.
class ChanceTests {
 public:
  /// \param p: the test's, or a bound above it, whatever the list's length.
  /// \param message: what a finding says.
  void add(ChanceTest test, std::size_t line, std::string message);

  /// Puts the tests, and those that are findings, where they belong.
  void judge(ListCheck& check, ListFindings& findings) const;

 private:
  struct Judged {
    ChanceTest test;
    std::size_t line;
    std::string message;
  };
  std::vector<Judged> tests_;
};

/// "p = 0.3912", "p = 1.2e-14", "p < 1e-300".
[[nodiscard]] std::string p_equals_text(double p);

}  // namespace rehearse
