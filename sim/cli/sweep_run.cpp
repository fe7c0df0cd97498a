#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <map>
#include <utility>

#include "cli/interrupt.hpp"
#include "cli/stopwatch.hpp"
#include "cli/sweep.hpp"
#include "rehearse/montecarlo/estimate_power.hpp"

namespace rehearse::cli {
namespace {

// Analyses that are done on one simulation: bounds the memory of a large sweep
// over analysis keys.
constexpr std::size_t most_analyses = 64;
constexpr std::uint64_t most_replicates = 1'000'000'000;

struct Cell {
  std::size_t number;
  std::vector<std::string> values;
  Scenario scenario;
  std::string sha256;
};
using Group = std::vector<const Cell*>;

struct Sweep {
  SweepPlan plan;
  SweepIdentity identity;
  std::vector<Cell> cells;
  std::string resolved_toml;
};

SweepPlan plan_of(const SweepOptions& options, const LoadedConfig& config) {
  SweepPlan plan;
  for (const std::string& text : options.vary) {
    ParsedAxis parsed = parse_axis(text);
    if (!parsed.fault.empty()) throw UsageError{"--vary: " + parsed.fault};
    plan.axes.push_back(std::move(parsed.axis));
  }
  if (options.vary.empty() && config.sweep) plan = *config.sweep;
  if (plan.axes.empty())
    throw UsageError{
        "nothing is varied: add --vary KEY=V1,V2,... or [sweep] to the config"};
  if (!options.reference.empty()) plan.reference = options.reference;
  const std::string fault = zip_axes(plan, options.zip);
  if (!fault.empty()) throw UsageError{"--zip: " + fault};
  const auto keys = sweep_keys(plan);
  for (const std::string& key : keys)
    if (std::ranges::count(keys, key) > 1)
      throw UsageError{fmt::format(
          "'{}' is varied twice (once is enough): remove one", key)};
  return plan;
}

Sweep sweep_of(const SweepOptions& options, const Session& session) {
  const LoadedConfig base = load(options.config, session);
  Sweep sweep{plan_of(options, base), {}, {}, base.resolved_toml};
  const auto keys = sweep_keys(sweep.plan);
  std::string fault;
  const std::size_t reference = reference_cell(sweep.plan, fault);
  if (!fault.empty()) throw UsageError{"--reference: " + fault};
  const std::string precision =
      options.precision ? fmt::format("{}", *options.precision) : "";
  sweep.identity = {base.scenario.id, base.sha256, base.seed_text, keys, {},
                    reference,        precision,   options.shard};
  for (const SweepCell& cell : sweep_cells(sweep.plan)) {
    Overrides overrides = options.config.overrides;
    for (std::size_t k = 0; k < keys.size(); ++k)
      overrides.set.push_back(keys[k] + '=' + cell.values[k]);
    LoadedConfig loaded = load_config(options.config.file, overrides);
    sweep.identity.cells_sha256.push_back(loaded.sha256);
    sweep.cells.push_back({sweep.cells.size(), cell.values,
                           std::move(loaded.scenario),
                           std::move(loaded.sha256)});
  }
  return sweep;
}

// Cells whose replicates are the same, in the order of their first.
std::vector<Group> groups_of(const Sweep& sweep,
                             const std::vector<std::size_t>& wanted) {
  const auto& keys = sweep.identity.keys;
  std::map<std::string, std::size_t> known;
  std::vector<Group> groups;
  for (const std::size_t number : wanted) {
    const Cell& cell = sweep.cells[number];
    std::string simulated;
    for (std::size_t k = 0; k < keys.size(); ++k)
      if (!is_analysis_key(keys[k]))
        simulated +=
            fmt::format("{}:{};", cell.values[k].size(), cell.values[k]);
    const auto [at, is_new] = known.try_emplace(simulated, groups.size());
    if (is_new) groups.emplace_back();
    const std::size_t tests = 1 + cell.scenario.analysis.also_tests.size();
    if (groups[at->second].size() * tests >= most_analyses) {
      at->second = groups.size();
      groups.emplace_back();
    }
    groups[at->second].push_back(&cell);
  }
  return groups;
}

struct AnalysedCell {
  const Cell* cell;
  std::vector<SurvivalTest> tests;
  std::vector<PowerEstimate> estimates;
  std::vector<Outcomes> outcomes;
};

class Runner {
 public:
  Runner(const SweepOptions& options, const Session& session,
         std::uint64_t replicates)
      : options_(options), display_(options.progress, session, replicates) {}

  // Empty if it was interrupted.
  std::vector<AnalysedCell> run(const Group& group) {
    std::uint64_t replicates = group.front()->scenario.replicates;
    for (;;) {
      auto analysed = run_once(group, replicates);
      const std::uint64_t needed = needed_replicates(analysed);
      if (analysed.empty() || needed <= replicates) return analysed;
      replicates = needed;
    }
  }

 private:
  std::vector<AnalysedCell> run_once(const Group& group,
                                     std::uint64_t replicates) {
    Scenario scenario = group.front()->scenario;
    scenario.replicates = replicates;
    std::vector<AnalysedCell> cells;
    std::vector<AnalysisPlan> plans;
    for (const Cell* cell : group) {
      cells.push_back({cell, {}, {}, {}});
      for (AnalysisPlan& plan : analysis_plans(cell->scenario)) {
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

  // In whole chunks, where an error is still larger than asked for.
  [[nodiscard]] std::uint64_t needed_replicates(
      const std::vector<AnalysedCell>& cells) const {
    if (!options_.precision) return 0;
    const double precision = *options_.precision;
    double most = 0.0;
    for (const AnalysedCell& cell : cells)
      for (const PowerEstimate& estimate : cell.estimates) {
        const double p = estimate.power.estimate;
        if (estimate.power.mcse > precision)
          most = std::max(most, p * (1.0 - p) / (precision * precision));
      }
    const auto chunks = static_cast<std::uint64_t>(std::ceil(most / 1024.0));
    return std::min(1024 * chunks, most_replicates);
  }

  const SweepOptions& options_;
  ProgressDisplay display_;
  std::uint64_t before_ = 0;  // replicates of the groups before
};

std::string rows_of(const AnalysedCell& analysed,
                    const AnalysedCell& reference) {
  std::string rows;
  for (std::size_t t = 0; t < analysed.tests.size(); ++t) {
    // The same test in the reference cell, or else its first.
    const auto same = std::ranges::find(reference.tests, analysed.tests[t]);
    const std::size_t other =
        same == reference.tests.end()
            ? 0
            : static_cast<std::size_t>(same - reference.tests.begin());
    rows += sweep_row(
        {analysed.cell->number, analysed.cell->values, analysed.cell->sha256,
         analysed.tests[t], analysed.estimates[t],
         paired_difference(analysed.outcomes[t], reference.outcomes[other])});
  }
  return rows;
}

using Rows = std::map<std::size_t, std::string>;  // by cell

// Nothing if it was interrupted.
std::optional<Rows> simulate_cells(const Sweep& sweep,
                                   const SweepOptions& options,
                                   const Session& session,
                                   const std::vector<std::size_t>& open,
                                   const SweepFolder* folder, Rows rows) {
  // The reference first, for all are compared with it.
  const Group alone = groups_of(sweep, {sweep.identity.reference}).front();
  const auto groups = groups_of(sweep, open);
  std::uint64_t replicates = alone.front()->scenario.replicates;
  for (const Group& group : groups)
    replicates += group.front()->scenario.replicates;
  Runner runner{options, session, replicates};
  const auto reference = runner.run(alone);
  if (reference.empty()) return std::nullopt;
  // A file is flushed to the disk while the next cells are simulated.
  std::future<void> writing;
  for (const Group& group : groups) {
    const auto analysed = runner.run(group);
    if (analysed.empty()) return std::nullopt;
    Rows finished;
    for (const AnalysedCell& cell : analysed)
      finished[cell.cell->number] = rows_of(cell, reference.front());
    rows.insert(finished.begin(), finished.end());
    if (folder == nullptr) continue;
    if (writing.valid()) writing.get();
    writing =
        std::async(std::launch::async, [folder, cells = std::move(finished)] {
          for (const auto& [number, text] : cells) folder->write(number, text);
        });
  }
  if (writing.valid()) writing.get();
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
  std::string csv = sweep_header(sweep.identity.keys);
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
