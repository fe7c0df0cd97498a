#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "rehearse/report/analyze_report.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {

// What Kaplan-Meier says of one arm or more, for every report of a data file.

/// An arm, as it is called.
struct NamedArm {
  std::string_view name;
  const ArmSurvival* survival;
};

[[nodiscard]] std::string_view word_of(ConfidenceType type);

/// "7.25", "not reached".
[[nodiscard]] std::string time_text(double time);

/// "4 to not reached".
[[nodiscard]] std::string time_limits_text(const std::array<double, 2>& limits);

/// {arm: {"n", "events", "median", "ci95"}}.
[[nodiscard]] nlohmann::ordered_json kaplan_meier_json(
    std::span<const NamedArm> arms);

/// {"median", "ci95", "by_arm": {arm: {"median", "ci95"}}}.
[[nodiscard]] nlohmann::ordered_json follow_up_json(
    const MedianTime& all, std::span<const NamedArm> arms);

/// {arm: [{"time", "at_risk", "events", "survival", "ci95"}]}.
[[nodiscard]] nlohmann::ordered_json survival_at_json(
    std::span<const NamedArm> arms);

/// "median 12.5 (95% limits 11 to 14) by reverse Kaplan-Meier; X 13, C 12".
[[nodiscard]] std::string follow_up_line(const MedianTime& all,
                                         std::span<const NamedArm> arms);

/// A row for each time and arm; none where no times were asked for.
[[nodiscard]] TextTable survival_at_cells(std::span<const NamedArm> arms,
                                          ConfidenceType type);

/// A warning for each curve that fell to 0 early (ArmSurvival::early_end).
[[nodiscard]] std::vector<std::string> early_end_texts(
    std::span<const NamedArm> arms);

}  // namespace rehearse
