#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "analyzed_words.hpp"
#include "rehearse/report/analyze_report.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {

/// The JSON of the interval-censored analysis, which is there.
[[nodiscard]] nlohmann::ordered_json intervals_json(
    const AnalyzeReport& report);

/// The arms: participants, known ends, medians.
[[nodiscard]] TextTable interval_arm_cells(const AnalyzeReport& report);

/// The NPMLE of both arms, a row for each interval with mass; nothing where
/// there are too many to be read.
[[nodiscard]] TextTable npmle_cells(const AnalyzeReport& report);

[[nodiscard]] std::vector<NamedLine> interval_lines(
    const AnalyzeReport& report);

}  // namespace rehearse
