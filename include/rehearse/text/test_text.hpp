#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/trial/survival_test.hpp"

namespace rehearse {

/// How a test's times are written: with a unit in a config ("6 months", days
/// inside), as a bare number in the unit of a data file.
enum class TestTimes { durations, numbers };

/// A test, or what is wrong with its text.
struct ParsedTest {
  std::optional<SurvivalTest> test;
  std::string fault;  ///< empty where there is a test
};

/// logrank, fh(RHO,GAMMA), mw(DELAY), gehan, tarone-ware, maxcombo (which is
/// maxcombo(fh(0,0),fh(0,1)), or of 2 to 8 of the former), rmst(HORIZON),
/// rmst-ratio(HORIZON), milestone(TIME).
[[nodiscard]] ParsedTest parse_test(std::string_view text, TestTimes times);

/// The canonical text, which `parse_test` gives back exactly. FH(0,0) is
/// `logrank` alone, `fh(0,0)` within a MaxCombo.
[[nodiscard]] std::string test_text(const SurvivalTest& test, TestTimes times);

/// The items of a list, without spaces around them: commas within parentheses
/// don't separate.
[[nodiscard]] std::vector<std::string_view> split_tests(std::string_view list);

}  // namespace rehearse
