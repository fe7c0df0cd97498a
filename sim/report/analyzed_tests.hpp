#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "rehearse/report/analyze_report.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {

/// The JSON of tests that were asked for by name.
[[nodiscard]] nlohmann::ordered_json tests_json(
    std::span<const AnalyzedTest> tests);

/// A row for each; below a MaxCombo one for each test that it combines.
[[nodiscard]] TextTable test_cells(std::span<const AnalyzedTest> tests);

/// Which curve a `test` carries forward to its time, and up to which time it
/// need not.
[[nodiscard]] std::string carried_forward_text(const AnalyzeReport& report,
                                               const AnalyzedTest& test);

}  // namespace rehearse
