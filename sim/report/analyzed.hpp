#pragma once

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/report/analyze_report.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse {

// The parts of `analyze`'s reports: each as JSON, and in words or cells. Times
// are in the data's unit.

using Json = nlohmann::ordered_json;  // prints what isn't finite as null

// ---- words that several have ----

/// The arms as reports name them.
inline constexpr std::array compared_arms{Role::experimental, Role::control};
constexpr std::size_t index_of(Role arm) {
  return static_cast<std::size_t>(arm);
}

[[nodiscard]] std::string_view word_of(Ties ties);
[[nodiscard]] std::string_view word_of(ConfidenceType type);

/// "none", or how many by which columns.
[[nodiscard]] std::string strata_text(std::size_t strata,
                                      const std::vector<std::string>& columns);
/// What case weights of a column are.
[[nodiscard]] std::string weight_text(const std::string& column);
/// Warnings of distinct times taken for the one before, and of lines with a
/// missing value.
[[nodiscard]] std::string tied_text(std::size_t tied);
[[nodiscard]] std::string left_out_text(std::span<const std::size_t> left_out,
                                        RowUnit unit);

/// "0.1234 to 0.5678"; "-" where there are none.
[[nodiscard]] std::string limits_text(const std::array<double, 2>& limits);
/// "p 0.0123 one-sided, 0.0246 two-sided".
[[nodiscard]] std::string p_words(double one_sided, double two_sided);

/// Columns quantity, arm and value: a row for each number of a document, null
/// where that is null.
[[nodiscard]] std::vector<Json> quantity_rows(const Json& document);

/// exp of a log hazard ratio's limits.
[[nodiscard]] inline std::array<double, 2> ratio_limits(
    const std::array<double, 2>& log_limits) {
  return {std::exp(log_limits[0]), std::exp(log_limits[1])};
}

// ---- Kaplan-Meier, of one arm or more ----

/// An arm, as it is called.
struct NamedArm {
  std::string_view name;
  const ArmSurvival* survival;
};

/// "7.25", "not reached".
[[nodiscard]] std::string time_text(double time);
/// "4 to not reached".
[[nodiscard]] std::string time_limits_text(const std::array<double, 2>& limits);

/// {arm: {"n", "events", "median", "ci95"}}.
[[nodiscard]] Json kaplan_meier_json(std::span<const NamedArm> arms);
/// {"median", "ci95", "by_arm": {arm: {"median", "ci95"}}}.
[[nodiscard]] Json follow_up_json(const MedianTime& all,
                                  std::span<const NamedArm> arms);
/// {arm: [{"time", "at_risk", "events", "survival", "ci95"}]}.
[[nodiscard]] Json survival_at_json(std::span<const NamedArm> arms);

/// "median 12.5 (95% limits 11 to 14) by reverse Kaplan-Meier; X 13, C 12".
[[nodiscard]] std::string follow_up_line(const MedianTime& all,
                                         std::span<const NamedArm> arms);
/// A row for each time and arm; none where no times were asked for.
[[nodiscard]] TextTable survival_at_cells(std::span<const NamedArm> arms,
                                          ConfidenceType type);
/// A warning for each curve that fell to 0 early (ArmSurvival::early_end).
[[nodiscard]] std::vector<std::string> early_end_texts(
    std::span<const NamedArm> arms);

// ---- tests that were asked for by name ----

[[nodiscard]] Json tests_json(std::span<const AnalyzedTest> tests);
/// A row for each; below a MaxCombo one for each test that it combines.
[[nodiscard]] TextTable test_cells(std::span<const AnalyzedTest> tests);
/// Which curve a `test` carries forward to its time, and up to which time it
/// need not.
[[nodiscard]] std::string carried_forward_text(const AnalyzeReport& report,
                                               const AnalyzedTest& test);

// ---- a design's look (`report.sequential`), which is there ----

[[nodiscard]] Json sequential_json(const AnalyzeReport& report);
[[nodiscard]] std::vector<Document::Fact> sequential_facts(
    const AnalyzeReport& report);

// ---- the interval-censored analysis, which is there ----

[[nodiscard]] Json intervals_json(const AnalyzeReport& report);
/// The arms: participants, known ends, medians.
[[nodiscard]] TextTable interval_arm_cells(const AnalyzeReport& report);
/// The NPMLE of both arms, a row for each interval with mass; nothing where
/// there are too many to be read.
[[nodiscard]] TextTable npmle_cells(const AnalyzeReport& report);
[[nodiscard]] std::vector<Document::Fact> interval_facts(
    const AnalyzeReport& report);

}  // namespace rehearse
