#include "rehearse/study/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

#include "hypothesis_rows.hpp"
#include "rehearse/design/analytic_power.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"
#include "rehearse/report/sweep_report.hpp"
#include "rehearse/study/calibrate_config.hpp"
#include "sweep_groups.hpp"

namespace rehearse {
namespace {

constexpr std::uint64_t most_replicates = 1'000'000'000;

struct AnalysedCell {
  const Cell* cell;
  std::vector<std::string> tests;  // or hypotheses, and what holds of several
  std::vector<PowerEstimate> estimates;
  std::vector<std::size_t> compared;  // each with the reference's
  std::vector<OutcomeDifference> differences;
};

// What of the reference's replicates is kept, by far the most that a sweep
// keeps. What differs from it is compared over the replicates that are there.
constexpr std::size_t most_outcome_bytes = 256'000'000;

// The cell with which all are compared, and its replicates as far as they are
// known.
class ReferenceCell {
 public:
  explicit ReferenceCell(const Cell& cell) : cell_(&cell) {
    tests_ = row_names(cell.scenario);
    outcomes_.resize(tests_.size());
  }

  [[nodiscard]] std::size_t tests() const { return tests_.size(); }
  [[nodiscard]] bool is(const Cell* cell) const { return cell == cell_; }

  // The same test, or else the first; of hypotheses the same, or none.
  [[nodiscard]] std::size_t like(const Cell& cell,
                                 const std::string& test) const {
    const auto same = std::ranges::find(tests_, test);
    if (same != tests_.end())
      return static_cast<std::size_t>(same - tests_.begin());
    const bool of_one =
        cell.scenario.hypotheses.empty() && cell_->scenario.hypotheses.empty();
    return of_one ? 0 : none;
  }
  static constexpr auto none = std::numeric_limits<std::size_t>::max();
  [[nodiscard]] const Outcomes& outcomes(std::size_t test) const {
    return outcomes_[test];
  }

  // Its replicates will come, from the first on.
  void begin(std::uint64_t replicates) {
    most_ = static_cast<std::size_t>(std::min<std::uint64_t>(
        replicates, most_outcome_bytes / (outcome_bytes * tests_.size())));
    for (Outcomes& outcomes : outcomes_) {
      outcomes = {};
      outcomes.rejected.reserve(most_);
      outcomes.z.reserve(most_);
      outcomes.analysis_time.reserve(most_);
    }
  }
  void add(std::size_t test, std::span<const LookResult> looks) {
    if (outcomes_[test].size() < most_) outcomes_[test].add(looks);
  }

 private:
  const Cell* cell_;
  std::vector<std::string> tests_;
  std::vector<Outcomes> outcomes_;
  std::size_t most_ = 0;
};

class Runner {
 public:
  Runner(const Cell& reference, std::optional<double> precision,
         const StudyRun& run, ProgressState state)
      : reference_(reference),
        precision_(precision),
        study_(run),
        state_(std::move(state)) {
    study_.show(state_);
  }

  [[nodiscard]] const ReferenceCell& reference() const { return reference_; }

  // Empty if it was interrupted.
  std::vector<AnalysedCell> run(const Group& group) {
    return run(group, group.front()->scenario.replicates);
  }

  // So many cells have their rows.
  void count_cells(std::size_t done) {
    state_.cells_done = done;
    study_.show(state_);
  }

 private:
  // Each cell goes on until its own error is small enough, as if it were alone:
  // a shard or a resumed sweep must not depend on which cells are run together.
  std::vector<AnalysedCell> run(const Group& group, std::uint64_t replicates) {
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

  std::vector<AnalysedCell> run_once(const Group& group,
                                     std::uint64_t replicates) {
    Scenario scenario = group.front()->scenario;
    const auto calibration =
        calibrate_config(scenario, group.front()->sha256, study_);
    if (calibration && calibration->interrupted) return {};
    scenario.replicates = replicates;
    std::vector<AnalysedCell> cells;
    for (const Cell* cell : group) cells.push_back(begun(cell));
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

  [[nodiscard]] AnalysedCell begun(const Cell* cell) const {
    AnalysedCell analysed{cell, row_names(cell->scenario), {}, {}, {}};
    for (const std::string& name : analysed.tests)
      analysed.compared.push_back(reference_.like(*cell, name));
    analysed.differences.resize(analysed.tests.size());
    return analysed;
  }

  // A cell whose hypotheses share alpha is simulated by itself.
  void run_hypotheses(const Scenario& scenario, AnalysedCell& cell) {
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
  RunOptions run_options(std::vector<AnalysedCell>& cells,
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
            cell.differences[t].add(of(p),
                                    reference_.outcomes(cell.compared[t]));
    };
    return run;
  }

  // In whole chunks, where the error is still larger than asked for.
  [[nodiscard]] std::uint64_t needed_replicates(
      const AnalysedCell& cell) const {
    if (!precision_) return 0;
    const double precision = *precision_;
    double most = 0.0;
    for (const PowerEstimate& estimate : cell.estimates) {
      if (precision_of(estimate.power) > precision)
        most =
            std::max(most, replicates_for(estimate.power.estimate, precision));
    }
    const auto chunks = static_cast<std::uint64_t>(std::ceil(most / 1024.0));
    return std::min(1024 * chunks, most_replicates);
  }

  ReferenceCell reference_;
  std::optional<double> precision_;
  const StudyRun& study_;
  ProgressState state_;  // after the groups before
};

// The cell's tests by their own asymptotics, where it is asked for.
std::vector<std::optional<double>> analytic_powers(const Scenario& scenario,
                                                   AnalyticColumn column) {
  std::vector<std::optional<double>> powers(row_names(scenario).size());
  if (column == AnalyticColumn::absent || !scenario.hypotheses.empty())
    return powers;
  powers[0] = analytic_power(scenario).power;
  const auto also = also_analytic_power(scenario);
  for (std::size_t t = 0; t < also.size(); ++t) powers[t + 1] = also[t].power;
  return powers;
}

std::string rows_of(const AnalysedCell& analysed,
                    const ReferenceCell& reference, AnalyticColumn column) {
  const auto analytic = analytic_powers(analysed.cell->scenario, column);
  std::string rows;
  for (std::size_t t = 0; t < analysed.tests.size(); ++t) {
    auto difference = analysed.differences[t].result();
    // From itself nothing differs, in no replicate that might come.
    if (reference.is(analysed.cell) && t == analysed.compared[t])
      difference.power.ci95 = {0.0, 0.0};
    rows += sweep_row(
        {analysed.cell->number, analysed.cell->values, analysed.cell->sha256,
         analysed.tests[t], analysed.estimates[t], difference, analytic[t]},
        column);
  }
  return rows;
}

// Writes cells while the next ones are simulated: a file's way to the disk is
// longer than a small cell's simulation.
class CellWriter {
 public:
  explicit CellWriter(const SweepFolder* folder) : folder_(folder) {}

  void write(CellRows rows) {
    if (folder_ == nullptr) return;
    finish();
    writing_ = std::async(std::launch::async, [this, cells = std::move(rows)] {
      for (const auto& [number, text] : cells)
        folder_->cells().write(number, text);
    });
  }

  // \throws IoError if a cell could not be written.
  void finish() {
    if (!writing_.valid()) return;
    try {
      writing_.get();
    } catch (const IoError& error) {
      throw IoError{error.fault(),
                    fmt::format("{}; finished cells are kept: start the sweep "
                                "again to go on",
                                error.what())};
    }
  }

 private:
  const SweepFolder* folder_;
  std::future<void> writing_;
};

// The groups of the cells that are open, after that of the reference, with
// which all are compared: by itself where it is done.
std::vector<Group> reference_first(const Sweep& sweep,
                                   const std::vector<std::size_t>& open) {
  auto groups = groups_of(sweep, open);
  const Cell* reference = &sweep.cells[sweep.identity.reference];
  const auto its = std::ranges::find_if(groups, [&](const Group& group) {
    return std::ranges::count(group, reference) > 0;
  });
  if (its == groups.end())
    groups.insert(groups.begin(), Group{reference});
  else
    std::rotate(groups.begin(), its, its + 1);
  return groups;
}

// Nothing if it was stopped.
std::optional<CellRows> simulate_cells(const Sweep& sweep,
                                       const SweepRequest& request,
                                       const StudyRun& run,
                                       const std::vector<std::size_t>& open,
                                       const SweepFolder* folder,
                                       CellRows rows) {
  const auto groups = reference_first(sweep, open);
  ProgressState state;
  for (const Group& group : groups)
    state.replicates += group.front()->scenario.replicates;
  state.cells_done = rows.size();
  state.cells = rows.size() + open.size();
  Runner runner{sweep.cells[sweep.identity.reference], request.precision, run,
                state};
  CellWriter writer{folder};
  for (const Group& group : groups) {
    const auto analysed = runner.run(group);
    if (analysed.empty()) return std::nullopt;
    CellRows finished;
    for (const AnalysedCell& cell : analysed)
      if (std::ranges::binary_search(open, cell.cell->number))
        finished[cell.cell->number] =
            rows_of(cell, runner.reference(), request.analytic);
    rows.insert(finished.begin(), finished.end());
    runner.count_cells(rows.size());
    writer.write(std::move(finished));
  }
  writer.finish();
  return rows;
}

}  // namespace

std::optional<CellRows> study_sweep(const Sweep& sweep,
                                    const SweepRequest& request,
                                    const StudyRun& run,
                                    const SweepFolder* folder) {
  CellRows rows;
  std::vector<std::size_t> open;
  for (const Cell& cell : sweep.cells) {
    if (!request.shard.holds(cell.number)) continue;
    const CellFile file =
        folder != nullptr ? folder->cells().read(cell.number) : CellFile{};
    if (file.state == CellFile::State::damaged)
      run.say(fmt::format("{}: was changed or cut: the cell is made again\n",
                          folder->cells().file(cell.number).string()));
    if (file.state == CellFile::State::whole)
      rows[cell.number] = file.rows;
    else
      open.push_back(cell.number);
  }
  if (!rows.empty())
    run.say(fmt::format("{} of {} cells were done before\n", rows.size(),
                        rows.size() + open.size()));
  if (open.empty()) return rows;
  return simulate_cells(sweep, request, run, open, folder, std::move(rows));
}

}  // namespace rehearse
