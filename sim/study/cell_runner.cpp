#include "cell_runner.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

#include "hypothesis_rows.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/study/calibrate_config.hpp"

namespace rehearse {
namespace {

// What of the reference's replicates is kept, by far the most that is. What
// differs from it is compared over the replicates that are there.
constexpr std::size_t most_outcome_bytes = 256'000'000;

}  // namespace

ReferenceCell::ReferenceCell(const Cell& cell) : cell_(&cell) {
  tests_ = row_names(cell.scenario);
  outcomes_.resize(tests_.size());
}

std::size_t ReferenceCell::like(const Cell& cell,
                                const std::string& test) const {
  const auto same = std::ranges::find(tests_, test);
  if (same != tests_.end())
    return static_cast<std::size_t>(same - tests_.begin());
  const bool of_one =
      cell.scenario.hypotheses.empty() && cell_->scenario.hypotheses.empty();
  return of_one ? 0 : none;
}

void ReferenceCell::begin(std::uint64_t replicates) {
  most_ = static_cast<std::size_t>(std::min<std::uint64_t>(
      replicates, most_outcome_bytes / (outcome_bytes * tests_.size())));
  for (Outcomes& outcomes : outcomes_) {
    outcomes = {};
    outcomes.rejected.reserve(most_);
    outcomes.z.reserve(most_);
    outcomes.analysis_time.reserve(most_);
  }
}

void ReferenceCell::add(std::size_t test, std::span<const LookResult> looks) {
  if (outcomes_[test].size() < most_) outcomes_[test].add(looks);
}

CellRunner::CellRunner(const Cell& reference, std::optional<double> precision,
                       const StudyRun& run, ProgressState state)
    : reference_(reference),
      precision_(precision),
      study_(run),
      state_(std::move(state)) {
  study_.show(state_);
}

std::vector<AnalysedCell> CellRunner::run(const Group& group) {
  return run(group, group.front()->scenario.replicates);
}

void CellRunner::count_cells(std::size_t done) {
  state_.cells_done = done;
  study_.show(state_);
}

// Each cell goes on until its own error is small enough, as if it were alone:
// a shard or a resumed sweep must not depend on which cells are run together.
std::vector<AnalysedCell> CellRunner::run(const Group& group,
                                          std::uint64_t replicates) {
  std::vector<AnalysedCell> finished;
  // By the replicates that they need, the reference's before the others.
  std::map<std::pair<bool, std::uint64_t>, Group> open;
  std::uint64_t of_reference = 0;
  auto analysed = run_once(group, replicates);
  if (analysed.empty()) return {};
  for (const AnalysedCell& cell : analysed)
    if (reference_.is(cell.cell)) of_reference = needed_replicates(cell);
  for (AnalysedCell& cell : analysed) {
    const std::uint64_t needed = needed_replicates(cell);
    if (needed > replicates)
      open[{needed != of_reference, needed}].push_back(cell.cell);
    else
      finished.push_back(std::move(cell));
  }
  for (const auto& [order, cells] : open) {
    const std::uint64_t needed = order.second;
    state_.replicates += needed;
    auto more = run(cells, needed);
    if (more.empty()) return {};
    std::ranges::move(more, std::back_inserter(finished));
  }
  return finished;
}

std::vector<AnalysedCell> CellRunner::run_once(const Group& group,
                                               std::uint64_t replicates) {
  Scenario scenario = group.front()->scenario;
  const auto calibration =
      calibrate_config(scenario, group.front()->sha256, study_);
  if (calibration && calibration->interrupted) return {};
  scenario.replicates = replicates;
  std::vector<AnalysedCell> cells;
  for (const Cell* cell : group) {
    cells.push_back(begun(cell));
    cells.back().calibration = calibration;
  }
  if (!scenario.hypotheses.empty()) {
    run_hypotheses(scenario, cells.front());
    if (cells.front().estimates.front().interrupted) return {};
    return cells;
  }
  std::vector<AnalysisPlan> plans;
  for (const Cell* cell : group)
    std::ranges::move(test_plans(cell->scenario), std::back_inserter(plans));
  const auto estimates =
      estimate_powers(scenario, plans, run_options(cells, plans, replicates));
  state_.done += replicates;
  if (estimates.front().interrupted) return {};
  auto next = estimates.begin();
  for (AnalysedCell& cell : cells) {
    const auto own = static_cast<std::ptrdiff_t>(cell.tests.size());
    cell.estimates.assign(next, next + own);
    next += own;
  }
  return cells;
}

AnalysedCell CellRunner::begun(const Cell* cell) const {
  AnalysedCell analysed{cell, row_names(cell->scenario), {}, {}, {}};
  for (const std::string& name : analysed.tests)
    analysed.compared.push_back(reference_.like(*cell, name));
  analysed.differences.resize(analysed.tests.size());
  return analysed;
}

// A cell whose hypotheses share alpha is simulated by itself.
void CellRunner::run_hypotheses(const Scenario& scenario, AnalysedCell& cell) {
  const bool is_reference = reference_.is(cell.cell);
  if (is_reference) reference_.begin(scenario.replicates);
  const HypothesisRows rows{scenario};
  RunOptions run = study_.options(state_);
  run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
    for (std::size_t row = 0; row < cell.tests.size(); ++row) {
      LookResult joint;
      const auto of = rows.looks_of(row, looks, joint);
      if (is_reference) reference_.add(row, of);
      if (cell.compared[row] == ReferenceCell::none) continue;
      cell.differences[row].add(of, reference_.outcomes(cell.compared[row]));
    }
  };
  cell.estimates = rows.estimates(estimate_trial(scenario, run));
  state_.done += scenario.replicates;
}

// The looks of `plans` are those of the cells' tests, one after the other.
RunOptions CellRunner::run_options(std::vector<AnalysedCell>& cells,
                                   const std::vector<AnalysisPlan>& plans,
                                   std::uint64_t replicates) {
  std::vector<std::size_t> begin{0};  // of each plan's looks; and the end
  for (const AnalysisPlan& plan : plans)
    begin.push_back(begin.back() + plan.looks.size());
  std::optional<std::size_t> reference;  // its first plan
  std::size_t plan = 0;
  for (const AnalysedCell& cell : cells) {
    if (reference_.is(cell.cell)) reference = plan;
    plan += cell.tests.size();
  }
  if (reference) reference_.begin(replicates);
  RunOptions run = study_.options(state_);
  run.each_replicate = [this, &cells, begin, reference](
                           std::uint64_t, std::span<const LookResult> looks) {
    const auto of = [&](std::size_t p) {
      return looks.subspan(begin[p], begin[p + 1] - begin[p]);
    };
    if (reference)
      for (std::size_t t = 0; t < reference_.tests(); ++t)
        reference_.add(t, of(*reference + t));
    std::size_t p = 0;
    for (AnalysedCell& cell : cells)
      for (std::size_t t = 0; t < cell.tests.size(); ++t, ++p)
        if (cell.compared[t] != ReferenceCell::none)
          cell.differences[t].add(of(p), reference_.outcomes(cell.compared[t]));
  };
  return run;
}

// In whole chunks, where the error is still larger than asked for.
std::uint64_t CellRunner::needed_replicates(const AnalysedCell& cell) const {
  if (!precision_) return 0;
  const double precision = *precision_;
  double most = 0.0;
  for (const PowerEstimate& estimate : cell.estimates) {
    if (precision_of(estimate.power) > precision)
      most = std::max(most, replicates_for(estimate.power.estimate, precision));
  }
  const auto chunks = static_cast<std::uint64_t>(std::ceil(most / 1024.0));
  return std::min(1024 * chunks, most_replicates);
}

}  // namespace rehearse
