#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/montecarlo/outcomes.hpp"
#include "rehearse/store/sweep_folder.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse {

/// What one test, hypothesis or set of them gave in one cell of a sweep.
struct SweepResult {
  std::size_t cell;  ///< from 0
  std::vector<std::string> values;
  std::string config_sha256;
  std::string test;  ///< its name
  PowerEstimate estimate;
  PairedDifference difference;  ///< from the same test's in the reference cell
  std::optional<double> analytic_power;  ///< nothing where there is none
};

/// The columns of a sweep's table: cell, its keys, then the figures. No time,
/// host or path.
[[nodiscard]] std::string sweep_header(const std::vector<std::string>& keys,
                                       AnalyticColumn analytic);
[[nodiscard]] std::string sweep_row(const SweepResult& result,
                                    AnalyticColumn analytic);

/// What a power table of a sweep shows, where it isn't a row for each cell.
struct WideTable {
  std::vector<std::string> rows;     ///< keys whose values name the rows
  std::vector<std::string> columns;  ///< ... the columns
};

/// Why the table can't be made of these keys; empty if it can.
[[nodiscard]] std::string wide_fault(const std::vector<std::string>& keys,
                                     const WideTable& wide);

/// A row for each cell and test: its values, power, and the difference from the
/// reference, with their errors and no digit that is noise. `csv`: header and
/// rows of a whole sweep.
[[nodiscard]] Report report_of(const SweepIdentity& sweep,
                               const std::string& csv);

/// Power by rows and columns, with as many decimals as its errors allow, where
/// there is no `wide_fault`. JSON is that of every cell.
[[nodiscard]] Report report_of(const SweepIdentity& sweep,
                               const std::string& csv, const WideTable& wide);

}  // namespace rehearse
