#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/montecarlo/outcomes.hpp"
#include "rehearse/store/sweep_folder.hpp"
#include "rehearse/trial/survival_test.hpp"

namespace rehearse {

/// What one test gave in one cell of a sweep.
struct SweepResult {
  std::size_t cell;  ///< from 0
  std::vector<std::string> values;
  std::string config_sha256;
  SurvivalTest test;
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

enum class TableFormat { text, markdown, html, latex, csv };

/// What a power table of a sweep shows.
struct WideTable {
  std::vector<std::string> rows;     ///< keys whose values name the rows
  std::vector<std::string> columns;  ///< ... the columns
};

/// What stands under a table.
struct SweepFootnote {
  std::string trial;
  std::string seed;
  std::string sha256;     ///< of the sweep
  std::string reference;  ///< the keys and values of its reference cell
};

/// Why the table can't be made of these keys; empty if it can.
[[nodiscard]] std::string wide_fault(const std::vector<std::string>& keys,
                                     const WideTable& wide);

/// A row for each cell and test: its values, power, and the difference from the
/// reference, with their errors and no digit that is noise. `csv`: header and
/// rows. Text is broken to fit `screen_width` columns.
[[nodiscard]] std::string sweep_table(const std::string& csv,
                                      const std::vector<std::string>& keys,
                                      const SweepFootnote& footnote,
                                      TableFormat format,
                                      std::size_t screen_width = 100);

/// Power by rows and columns, with as many decimals as its errors allow; what
/// stands in one place for several cells is an error: `wide_fault` first.
[[nodiscard]] std::string wide_table(const std::string& csv,
                                     const WideTable& wide,
                                     const SweepFootnote& footnote,
                                     TableFormat format,
                                     std::size_t screen_width = 100);

}  // namespace rehearse
