#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rehearse/montecarlo/calibration.hpp"
#include "rehearse/montecarlo/outcomes.hpp"
#include "sweep_groups.hpp"

namespace rehearse {

/// To which a precision may add.
inline constexpr std::uint64_t most_replicates = 1'000'000'000;

/// A cell's tests (or hypotheses, and what holds of several), what was
/// estimated of each, and how it differs from the reference cell's.
struct AnalysedCell {
  const Cell* cell;
  std::vector<std::string> tests;
  std::vector<PowerEstimate> estimates;
  std::vector<std::size_t> compared;  // each with the reference's
  std::vector<OutcomeDifference> differences;
  /// Where the config states what a committee observes.
  std::optional<Calibration> calibration = {};
};

/// The cell with which all are compared, and its replicates as far as they are
/// known.
class ReferenceCell {
 public:
  explicit ReferenceCell(const Cell& cell);

  [[nodiscard]] std::size_t tests() const { return tests_.size(); }
  [[nodiscard]] bool is(const Cell* cell) const { return cell == cell_; }

  /// The same test, or else the first; of hypotheses the same, or `none`.
  [[nodiscard]] std::size_t like(const Cell& cell,
                                 const std::string& test) const;
  static constexpr auto none = std::numeric_limits<std::size_t>::max();
  [[nodiscard]] const Outcomes& outcomes(std::size_t test) const {
    return outcomes_[test];
  }

  /// Its replicates will come, from the first on.
  void begin(std::uint64_t replicates);
  void add(std::size_t test, std::span<const LookResult> looks);

 private:
  const Cell* cell_;
  std::vector<std::string> tests_;
  std::vector<Outcomes> outcomes_;
  std::size_t most_ = 0;
};

/// Simulates groups of cells that share their replicates, each compared with a
/// reference cell, whose group comes first.
class CellRunner {
 public:
  /// `precision`: replicates are added until every power's error is below it.
  CellRunner(const Cell& reference, std::optional<double> precision,
             const StudyRun& run, ProgressState state);

  [[nodiscard]] const ReferenceCell& reference() const { return reference_; }

  /// Empty if it was interrupted.
  [[nodiscard]] std::vector<AnalysedCell> run(const Group& group);

  /// So many cells have their rows.
  void count_cells(std::size_t done);

 private:
  std::vector<AnalysedCell> run(const Group& group, std::uint64_t replicates);
  std::vector<AnalysedCell> run_once(const Group& group,
                                     std::uint64_t replicates);
  [[nodiscard]] AnalysedCell begun(const Cell* cell) const;
  void run_hypotheses(const Scenario& scenario, AnalysedCell& cell);
  RunOptions run_options(std::vector<AnalysedCell>& cells,
                         const std::vector<AnalysisPlan>& plans,
                         std::uint64_t replicates);
  [[nodiscard]] std::uint64_t needed_replicates(const AnalysedCell& cell) const;

  ReferenceCell reference_;
  std::optional<double> precision_;
  const StudyRun& study_;
  ProgressState state_;  // after the groups before
};

}  // namespace rehearse
