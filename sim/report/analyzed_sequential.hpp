#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "analyzed_words.hpp"
#include "rehearse/report/analyze_report.hpp"

namespace rehearse {

/// The JSON of `report.sequential`, which is there.
[[nodiscard]] nlohmann::ordered_json sequential_json(
    const AnalyzeReport& report);

[[nodiscard]] std::vector<NamedLine> sequential_lines(
    const AnalyzeReport& report);

}  // namespace rehearse
