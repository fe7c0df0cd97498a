#pragma once

#include <string>
#include <vector>

#include "rehearse/report/design_report.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {

/// The looks as columns.
[[nodiscard]] TextTable design_look_cells(const DesignReport& report);

/// A row for each share of the scenario's effect.
[[nodiscard]] TextTable design_effect_cells(const DesignReport& report);

/// Expected events and participants over time, a dozen rows at most.
[[nodiscard]] TextTable design_course_cells(const DesignReport& report);

/// Why a look is not to be expected; nothing where all are.
[[nodiscard]] std::vector<std::string> unexpected_lines(
    const DesignReport& report);

/// "Schoenfeld 0.8999, asymptotic 0.8983".
[[nodiscard]] std::string design_power_line(const DesignReport& report);

/// Power averaged over the prior; empty without one.
[[nodiscard]] std::vector<std::string> assurance_lines(
    const DesignReport& report);

/// Conditional and predictive power after the interim result asked about;
/// empty without one.
[[nodiscard]] std::vector<std::string> interim_lines(
    const DesignReport& report);

}  // namespace rehearse
