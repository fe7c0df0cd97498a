#include "rehearse/study/sweep_split.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "cell_runner.hpp"
#include "rehearse/montecarlo/estimates.hpp"
#include "rehearse/system/process.hpp"
#include "sweep_groups.hpp"

namespace rehearse {
namespace {

constexpr double most_overhead = 0.05;
constexpr double long_share = 600.0;  // [s]

// The reference and three cells spread over the grid, of so many replicates.
Sweep probe_of(const Sweep& sweep, std::uint64_t replicates) {
  const std::size_t cells = sweep.cells.size();
  const std::set<std::size_t> chosen{sweep.identity.reference, 0, cells / 2,
                                     cells - 1};
  Sweep probe;
  probe.identity.keys = sweep.identity.keys;
  for (const std::size_t number : chosen) {
    if (number == sweep.identity.reference)
      probe.identity.reference = probe.cells.size();
    probe.cells.push_back(sweep.cells[number]);
    Cell& cell = probe.cells.back();
    cell.number = probe.cells.size() - 1;
    cell.scenario.replicates = std::min(cell.scenario.replicates, replicates);
  }
  return probe;
}

std::vector<std::size_t> all_cells(const Sweep& sweep) {
  std::vector<std::size_t> numbers;
  for (const Cell& cell : sweep.cells) numbers.push_back(cell.number);
  return numbers;
}

// On one thread, silently.
StudyRun alone(const StudyRun& run) {
  StudyRun one;
  one.threads = 1;
  one.stop = run.stop;
  return one;
}

// Processor seconds that one of the probe's simulations takes, whatever else
// the machine does; nothing: stopped.
std::optional<double> simulation_seconds(const Sweep& probe,
                                         AnalyticColumn analytic,
                                         const StudyRun& run) {
  const double start = processor_seconds();
  SweepRequest request;
  request.analytic = analytic;
  if (!study_sweep(probe, request, alone(run), nullptr)) return std::nullopt;
  const double taken = processor_seconds() - start;
  return taken / static_cast<double>(groups_of(probe, all_cells(probe)).size());
}

double seconds_of(const std::vector<Group>& groups, const WorkCost& cost) {
  double seconds = 0.0;
  for (const Group& group : groups)
    seconds += cost.simulation +
               cost.replicate *
                   (static_cast<double>(group.front()->scenario.replicates) +
                    cost.added);
  return seconds;
}

// What all of so many shares take.
double total_seconds(const Sweep& sweep, const WorkCost& cost,
                     std::size_t shares) {
  const Cell* reference = &sweep.cells[sweep.identity.reference];
  double seconds = 0.0;
  for (std::size_t index = 1; index <= shares; ++index) {
    const Shard shard{index, shares};
    std::vector<std::size_t> own;
    for (std::size_t cell = index - 1; cell < sweep.cells.size();
         cell += shares)
      own.push_back(cell);
    // The config itself, the reference's and its own are read.
    seconds += cost.cell * static_cast<double>(own.size() + 2);
    seconds += seconds_of(groups_of(sweep, own), cost);
    if (!shard.holds(reference->number))
      seconds += seconds_of({Group{reference}}, cost);
  }
  return seconds;
}

// Replicates that a simulation of the probe's cells makes beyond those that
// the config states, in the mean, by the powers that few of them give. A sweep
// goes on with all of them anew where the error isn't small enough.
std::optional<double> added_replicates(const Sweep& sweep, const Sweep& probe,
                                       double precision, const StudyRun& run) {
  const StudyRun one = alone(run);
  CellRunner runner{
      probe.cells[probe.identity.reference], std::nullopt, one, {}};
  const auto stated = static_cast<double>(
      sweep.cells[sweep.identity.reference].scenario.replicates);
  double added = 0.0;
  const auto groups = reference_first(probe, all_cells(probe));
  for (const Group& group : groups) {
    const auto cells = runner.run(group);
    if (cells.empty()) return std::nullopt;
    double most = 0.0;
    for (const AnalysedCell& cell : cells)
      for (const PowerEstimate& estimate : cell.estimates)
        most =
            std::max(most, replicates_for(estimate.power.estimate, precision));
    if (most > stated)
      added += std::min(most, static_cast<double>(most_replicates));
  }
  return added / static_cast<double>(groups.size());
}

}  // namespace

std::optional<WorkCost> measure_cost(const Sweep& sweep,
                                     const SweepRequest& request,
                                     const StudyRun& run) {
  constexpr std::uint64_t few = 1024;
  const Sweep little = probe_of(sweep, few);
  const auto first = simulation_seconds(little, request.analytic, run);
  if (!first) return std::nullopt;
  const double more = std::clamp(0.3 / std::max(*first, 1e-4), 1.0, 1000.0);
  const auto many = static_cast<std::uint64_t>(more) * few;
  const Sweep probe = probe_of(sweep, many);
  const auto second = simulation_seconds(probe, request.analytic, run);
  if (!second) return std::nullopt;
  const std::uint64_t done = probe.cells.front().scenario.replicates;
  WorkCost cost;
  cost.replicate = done > few && *second > *first
                       ? (*second - *first) / static_cast<double>(done - few)
                       : *second / static_cast<double>(done);
  cost.simulation =
      std::max(0.0, *second - cost.replicate * static_cast<double>(done));
  if (!request.precision) return cost;
  const auto added = added_replicates(sweep, little, *request.precision, run);
  if (!added) return std::nullopt;
  cost.added = *added;
  return cost;
}

WorkSplit split_sweep(const Sweep& sweep, const WorkCost& cost, double least,
                      unsigned threads) {
  const double whole = total_seconds(sweep, cost, 1);
  const auto split_in = [&](std::size_t shares) {
    const double all = total_seconds(sweep, cost, shares);
    return WorkSplit{shares, all / static_cast<double>(shares),
                     all / whole - 1.0};
  };
  const double limit = std::min({static_cast<double>(sweep.cells.size()),
                                 static_cast<double>(most_tasks),
                                 std::max(1.0, whole / (least * threads))});
  WorkSplit split = split_in(static_cast<std::size_t>(limit));
  while (split.shares > 1 && split.overhead > most_overhead) {
    const WorkSplit coarser = split_in(split.shares * 4 / 5);
    if (coarser.seconds > long_share * threads) break;
    split = coarser;
  }
  return split;
}

}  // namespace rehearse
