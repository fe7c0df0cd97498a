#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rehearse/analysis/interval_analysis.hpp"
#include "rehearse/analysis/randomization_test.hpp"
#include "rehearse/analysis/survival_analysis.hpp"
#include "rehearse/analysis/test_result.hpp"
#include "rehearse/design/sequential_inference.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/diagnostics.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse {

/// Where an arm's curve ends above 0, for those left were censored.
struct OpenEnd {
  Role arm = Role::control;
  double time = 0.0;  ///< [the data's unit]
};

struct AnalyzedTest {
  SurvivalTest test;  ///< times in the data's unit
  TestResult result;
};

/// What the graph of a trial's hypotheses makes of the data's look and of those
/// that the others had.
struct GraphAnswer {
  std::string hypothesis;             ///< that the data are of
  std::vector<std::string> rejected;  ///< of all, in order
  bool rejects = false;               ///< the data's is among them
  std::vector<std::pair<std::string, double>> alpha_left;  ///< of each
};

/// What a group-sequential design says of the data at one of its looks.
struct SequentialAnswer {
  std::string look;
  std::size_t events = 0;
  std::vector<std::string> earlier;  ///< names of the looks before
  std::vector<SeenLook> seen;        ///< what these had
  double z = 0.0;
  double alpha = 0.025;  ///< of one tail; of a hypothesis that others pass
                         ///< none on to, 0: it isn't tested
  SequentialInference inference;
  std::optional<GraphAnswer> graph;  ///< where the design has hypotheses
};

/// What `analyze` says of a data file: one of the analyses, or both.
struct AnalyzeReport {
  std::string data;                        ///< name of the file
  std::array<std::string, arm_count> arm;  ///< by role
  std::vector<std::string> stratify_by;    ///< columns
  std::size_t strata = 1;
  std::vector<std::size_t> left_out;  ///< rows with a missing value, and
  RowUnit unit = RowUnit::line;       ///< what they are numbered by
  std::string entry;   ///< column of late entry; empty: from the start
  std::string weight;  ///< column of case weights
  std::vector<std::string> doubts;  ///< of the file (doubts_of)
  std::size_t tied_times = 0;       ///< distinct times taken for the one before
  Ties ties = Ties::efron;
  ConfidenceType confidence = ConfidenceType::log_log;
  std::optional<SurvivalAnalysis> analysis;   ///< of times and events
  std::optional<IntervalAnalysis> intervals;  ///< of left and right ends
  std::vector<AnalyzedTest> tests;            ///< that were asked for
  std::optional<OpenEnd> open_end;            ///< the first
  std::optional<SequentialAnswer> sequential;

  std::optional<RandomizationTest> randomization_test;
  std::string procedure;      ///< that the test draws arms by, in words
  std::string seed;           ///< of its draws: decimal, or 64 hex digits
  bool possible_arms = true;  ///< the procedure can give the data's arms
};

/// For print: the JSON of the contract; columns quantity, arm and value, with a
/// row for each number of it.
[[nodiscard]] Report report_of(const AnalyzeReport& report);

/// Doubts; times that were tied; rows that were left out; arms that the
/// procedure can't have given; curves that a test carries forward.
[[nodiscard]] std::vector<Diagnostic> analyze_warnings(
    const AnalyzeReport& report);

}  // namespace rehearse
