#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rehearse/analysis/many_arms.hpp"
#include "rehearse/analysis/survival_analysis.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/diagnostics.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse {

/// What `analyze --trend` says of a data file.
struct ManyArmsReport {
  std::string data;                      ///< name of the file
  std::vector<std::string> arms;         ///< in order
  std::vector<double> scores;            ///< of the arms, for the trend
  std::vector<std::string> stratify_by;  ///< columns
  std::size_t strata = 1;
  std::string weight;                 ///< column of case weights
  std::vector<std::size_t> left_out;  ///< rows with a missing value, and
  RowUnit unit = RowUnit::line;       ///< what they are numbered by
  std::vector<std::string> doubts;    ///< of the file (doubts_of)
  std::size_t tied_times = 0;         ///< taken for the one before
  Ties ties = Ties::efron;
  ConfidenceType confidence = ConfidenceType::log_log;
  ManyArmsLogRank log_rank;
  std::vector<PairOfArms> pairs;
  std::vector<ArmSurvival> survival;  ///< by arm
  MedianTime follow_up;               ///< of all arms together
};

/// As that of `AnalyzeReport`.
[[nodiscard]] Report report_of(const ManyArmsReport& report);

[[nodiscard]] std::vector<Diagnostic> many_arms_warnings(
    const ManyArmsReport& report);

}  // namespace rehearse
