#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <iterator>
#include <map>
#include <utility>

#include "cli/calibrate.hpp"
#include "cli/interrupt.hpp"
#include "cli/stopwatch.hpp"
#include "cli/sweep_cells.hpp"
#include "rehearse/design/analytic_power.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"

namespace rehearse::cli {
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
  Runner(const SweepOptions& options, const Session& session,
         ProgressDisplay& display)
      : options_(options), session_(session), display_(display) {}

  // Empty if it was interrupted.
  std::vector<AnalysedCell> run(const Group& group) {
    return run(group, group.front()->scenario.replicates);
  }

  // All that were simulated.
  [[nodiscard]] std::uint64_t replicates() const { return before_; }

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
      display_.expect_more(needed);
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
        calibrate_config(scenario, group.front()->sha256, options_.threads,
                         options_.progress, session_);
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
    before_ += replicates;
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
    RunOptions run;
    run.threads = options_.threads;
    run.stop = &catch_interrupts();
    run.progress = [this](std::uint64_t done) {
      display_.update(before_ + done);
    };
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
    if (!options_.precision) return 0;
    const double precision = *options_.precision;
    double most = 0.0;
    for (const PowerEstimate& estimate : cell.estimates) {
      if (precision_of(estimate.power) > precision)
        most =
            std::max(most, replicates_for(estimate.power.estimate, precision));
    }
    const auto chunks = static_cast<std::uint64_t>(std::ceil(most / 1024.0));
    return std::min(1024 * chunks, most_replicates);
  }

  const SweepOptions& options_;
  const Session& session_;
  ProgressDisplay& display_;
  std::uint64_t before_ = 0;  // replicates of the groups before
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

using Rows = std::map<std::size_t, std::string>;  // by cell

// Writes cells while the next ones are simulated: a file's way to the disk is
// longer than a small cell's simulation.
class CellWriter {
 public:
  explicit CellWriter(const SweepFolder* folder) : folder_(folder) {}

  void write(Rows rows) {
    if (folder_ == nullptr) return;
    finish();
    writing_ = std::async(std::launch::async, [this, cells = std::move(rows)] {
      for (const auto& [number, text] : cells) folder_->write(number, text);
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

// Nothing if it was interrupted.
std::optional<Rows> simulate_cells(const Sweep& sweep,
                                   const SweepOptions& options,
                                   const Session& session,
                                   const std::vector<std::size_t>& open,
                                   const SweepFolder* folder, Rows rows) {
  const auto groups = reference_first(sweep, open);
  std::uint64_t replicates = 0;
  for (const Group& group : groups)
    replicates += group.front()->scenario.replicates;
  ProgressDisplay display{options.progress, session, replicates};
  const std::size_t cells = rows.size() + open.size();
  display.count_cells(rows.size(), cells);
  Runner runner{options, session, display};
  std::optional<AnalysedCell> reference;
  CellWriter writer{folder};
  for (const Group& group : groups) {
    const auto analysed = runner.run(group);
    if (analysed.empty()) return std::nullopt;
    if (!reference)
      reference =
          *std::ranges::find(analysed, &sweep.cells[sweep.identity.reference],
                             &AnalysedCell::cell);
    Rows finished;
    for (const AnalysedCell& cell : analysed)
      if (std::ranges::binary_search(open, cell.cell->number))
        finished[cell.cell->number] =
            rows_of(cell, *reference, options.analytic);
    rows.insert(finished.begin(), finished.end());
    display.count_cells(rows.size(), cells);
    display.update(runner.replicates());
    writer.write(std::move(finished));
  }
  writer.finish();
  return rows;
}

std::optional<Rows> run_cells(const Sweep& sweep, const SweepOptions& options,
                              const Session& session,
                              const SweepFolder* folder) {
  Rows rows;
  std::vector<std::size_t> open;
  for (const Cell& cell : sweep.cells) {
    if (!options.shard.holds(cell.number)) continue;
    if (folder != nullptr && folder->has(cell.number))
      rows[cell.number] = folder->rows(cell.number);
    else
      open.push_back(cell.number);
  }
  if (!rows.empty())
    note(session, fmt::format("{} of {} cells were done before\n", rows.size(),
                              rows.size() + open.size()));
  if (open.empty()) return rows;
  return simulate_cells(sweep, options, session, open, folder, std::move(rows));
}

std::filesystem::path folder_of(const std::string& out,
                                const SweepIdentity& identity) {
  if (!out.empty()) return out;
  return default_run_folder(identity.trial, "sweep", identity_sha256(identity));
}

void end_interrupted(bool has_folder, Session& session) {
  session.status = ExitStatus::interrupted;
  print_error(has_folder
                  ? "rehearse sweep: interrupted; finished cells are kept: "
                    "start it again to go on\n"
                  : "rehearse sweep: interrupted (no file was written): start "
                    "it again, with --out DIR to keep what is finished\n");
}

}  // namespace

void run_sweep(const SweepOptions& options, Session& session) {
  const Stopwatch watch;
  const Sweep sweep = sweep_of(options, session);
  check_view(options.view, sweep.identity.keys);
  if (options.shard.count > 1 && !options.out)
    throw UsageError{
        "--shard: a share needs a folder (its cells are merged later): add "
        "--out DIR"};
  std::optional<SweepFolder> folder;
  if (options.out)
    folder.emplace(folder_of(*options.out, sweep.identity), sweep.identity,
                   sweep.resolved_toml);
  const auto rows =
      run_cells(sweep, options, session, folder ? &*folder : nullptr);
  if (!rows) return end_interrupted(folder.has_value(), session);
  std::string csv = sweep_header(sweep.identity.keys, options.analytic);
  for (const auto& [number, text] : *rows) csv += text;
  if (folder && options.shard.count == 1) {
    RunRecord record{session.command_line, sweep.identity.seed,
                     sweep.identity.config_sha256, options.threads};
    watch.record(record);
    write_tables(*folder, csv, sweep.identity, record);
  }
  print(view_text(options.view, csv, sweep.identity));
  if (folder)
    note(session, "results are in " + folder->path().string() + "/\n");
}

}  // namespace rehearse::cli
