#pragma once

#include <map>
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

/// How probabilities are written.
enum class ProbabilityUnit { one, percent };

/// Where the errors of figures by rows and columns stand: the largest below
/// them, or each beside its figure.
enum class ErrorPlace { note, cell };

/// What a table of a sweep shows, and how. Without rows and columns it has a
/// row for each cell and test.
struct SweepTable {
  std::vector<std::string> rows;     ///< keys whose values name the rows
  std::vector<std::string> columns;  ///< ... the columns
  std::vector<std::string> figures;  ///< of `sweep_figure_names`; or the usual
  std::string caption;               ///< empty: of figure and keys
  std::string label;                 ///< LaTeX's \label; may be empty
  std::map<std::string, std::string> names;  ///< of keys and figures
  std::optional<int> digits;  ///< decimals; none: as errors allow
  ProbabilityUnit unit = ProbabilityUnit::one;
  ErrorPlace errors = ErrorPlace::note;

  [[nodiscard]] bool is_wide() const {
    return !rows.empty() || !columns.empty();
  }
};

/// What a table of a sweep may show, by the names of `table.csv`.
[[nodiscard]] std::vector<std::string> sweep_figure_names();

/// Why the table can't be made of this sweep, after the flag that is wrong;
/// empty if it can.
[[nodiscard]] std::string table_fault(const SweepIdentity& sweep,
                                      const SweepTable& table);

/// A sweep where there is no `table_fault`. `csv`: its header and rows. No
/// digit that is noise is shown, unless `digits` says so, and no figure without
/// its error. JSON holds every cell. CSV is a row for each cell, or by rows and
/// columns the figure with all its digits.
[[nodiscard]] Report report_of(const SweepIdentity& sweep,
                               const std::string& csv,
                               const SweepTable& table = {});

}  // namespace rehearse
