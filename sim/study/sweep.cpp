#include "rehearse/study/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <utility>

#include "cell_runner.hpp"
#include "hypothesis_rows.hpp"
#include "rehearse/design/analytic_power.hpp"
#include "rehearse/report/sweep_report.hpp"

namespace rehearse {
namespace {

// The cell's tests by their own asymptotics, where it is asked for: of the
// disease that is simulated.
std::vector<std::optional<double>> analytic_powers(const AnalysedCell& analysed,
                                                   AnalyticColumn column) {
  const auto& calibration = analysed.calibration;
  const Scenario& stated = analysed.cell->scenario;
  const Scenario scenario =
      calibration ? with_latent_effect(stated, *calibration) : stated;
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
  const auto analytic = analytic_powers(analysed, column);
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
  CellRunner runner{sweep.cells[sweep.identity.reference], request.precision,
                    run, state};
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
