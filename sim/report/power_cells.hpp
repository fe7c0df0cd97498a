#pragma once

#include <string>
#include <vector>

#include "rehearse/report/power_report.hpp"
#include "rehearse/text/text_table.hpp"

namespace rehearse {

/// The looks as columns, with digits by Monte Carlo error.
[[nodiscard]] TextTable look_cells(const PowerReport& report);

/// How well each look estimates the log hazard ratio.
[[nodiscard]] TextTable estimation_cells(const PowerReport& report);

/// A row for each test on the same replicates, with the paired difference.
[[nodiscard]] TextTable test_cells(const PowerReport& report);

/// How to read the cells, a line each.
[[nodiscard]] std::vector<std::string> legend_lines();

/// Theory's power beside the simulated, in its Monte Carlo errors; empty where
/// a look is not to be expected.
[[nodiscard]] std::string analytic_line(const PowerReport& report);

/// Means at the look where the trial stops.
[[nodiscard]] std::string expected_line(const PowerEstimate& estimate);

/// Seed, replicates and config.
[[nodiscard]] std::string run_line(const PowerReport& report);

/// "Interrupted after 2,048 of 100,000 replicates: …"; empty if it wasn't.
[[nodiscard]] std::string interruption_line(const PowerReport& report);

}  // namespace rehearse
