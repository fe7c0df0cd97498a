#include "rehearse/study/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <iterator>
#include <map>
#include <utility>

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
  std::vector<SurvivalTest> tests;
  std::vector<PowerEstimate> estimates;
  std::vector<Outcomes> outcomes;
};

class Runner {
 public:
  Runner(std::optional<double> precision, const StudyRun& run,
         ProgressState state)
      : precision_(precision), study_(run), state_(std::move(state)) {
    study_.show(state_);
  }

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
    std::map<std::uint64_t, Group> open;  // by the replicates that they need
    auto analysed = run_once(group, replicates);
    if (analysed.empty()) return {};
    for (AnalysedCell& cell : analysed) {
      const std::uint64_t needed = needed_replicates(cell);
      if (needed > replicates)
        open[needed].push_back(cell.cell);
      else
        finished.push_back(std::move(cell));
    }
    analysed.clear();  // their outcomes are large
    for (const auto& [needed, cells] : open) {
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
    std::vector<AnalysisPlan> plans;
    for (const Cell* cell : group) {
      cells.push_back({cell, {}, {}, {}});
      for (AnalysisPlan& plan : test_plans(cell->scenario)) {
        cells.back().tests.push_back(plan.test);
        cells.back().outcomes.emplace_back();
        plans.push_back(std::move(plan));
      }
    }
    const auto estimates =
        estimate_powers(scenario, plans, run_options(cells, plans));
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

  RunOptions run_options(std::vector<AnalysedCell>& cells,
                         const std::vector<AnalysisPlan>& plans) {
    RunOptions run = study_.options(state_);
    run.each_replicate = [&](std::uint64_t, std::span<const LookResult> looks) {
      std::size_t plan = 0;
      for (AnalysedCell& cell : cells)
        for (Outcomes& outcomes : cell.outcomes) {
          const std::size_t own = plans[plan++].looks.size();
          outcomes.add(looks.first(own));
          looks = looks.subspan(own);
        }
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

  std::optional<double> precision_;
  const StudyRun& study_;
  ProgressState state_;  // after the groups before
};

// The cell's tests by their own asymptotics, where it is asked for.
std::vector<std::optional<double>> analytic_powers(const Scenario& scenario,
                                                   AnalyticColumn column) {
  std::vector<std::optional<double>> powers(
      1 + scenario.analysis.also_tests.size());
  if (column == AnalyticColumn::absent) return powers;
  powers[0] = analytic_power(scenario).power;
  const auto also = also_analytic_power(scenario);
  for (std::size_t t = 0; t < also.size(); ++t) powers[t + 1] = also[t].power;
  return powers;
}

std::string rows_of(const AnalysedCell& analysed, const AnalysedCell& reference,
                    AnalyticColumn column) {
  const auto analytic = analytic_powers(analysed.cell->scenario, column);
  std::string rows;
  for (std::size_t t = 0; t < analysed.tests.size(); ++t) {
    // The same test in the reference cell, or else its first.
    const auto same = std::ranges::find(reference.tests, analysed.tests[t]);
    const std::size_t other =
        same == reference.tests.end()
            ? 0
            : static_cast<std::size_t>(same - reference.tests.begin());
    auto difference =
        paired_difference(analysed.outcomes[t], reference.outcomes[other]);
    // From itself nothing differs, in no replicate that might come.
    if (analysed.cell == reference.cell && t == other)
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
  Runner runner{request.precision, run, state};
  std::optional<AnalysedCell> reference;
  CellWriter writer{folder};
  for (const Group& group : groups) {
    const auto analysed = runner.run(group);
    if (analysed.empty()) return std::nullopt;
    if (!reference)
      reference =
          *std::ranges::find(analysed, &sweep.cells[sweep.identity.reference],
                             &AnalysedCell::cell);
    CellRows finished;
    for (const AnalysedCell& cell : analysed)
      if (std::ranges::binary_search(open, cell.cell->number))
        finished[cell.cell->number] =
            rows_of(cell, *reference, request.analytic);
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
