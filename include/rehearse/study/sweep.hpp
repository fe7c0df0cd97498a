#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/store/sweep_folder.hpp"
#include "rehearse/study/config_reader.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// What a sweep is asked for.
struct SweepRequest {
  SweepPlan plan;
  /// Replicates are added until every power's error is below this.
  std::optional<double> precision;
  AnalyticColumn analytic = AnalyticColumn::absent;
  Shard shard;
  /// The same sweep as it was described before: cells that the shard neither
  /// holds nor compares with aren't read again.
  std::optional<SweepIdentity> plan_made = {};
};

/// A cell of a grid, ready to be simulated.
struct Cell {
  std::size_t number;
  std::vector<std::string> values;
  Scenario scenario;
  std::string sha256;
};

/// A grid with every cell's config read.
struct Sweep {
  SweepPlan plan;
  SweepIdentity identity;
  std::vector<Cell> cells;
  std::string resolved_toml;
};

/// Reads every cell that is simulated or described; the reference takes the
/// config's own values where they are varied and it doesn't say. Warnings that
/// the config itself has are not repeated. \throws RequestError if the plan is
/// no grid or too large, or its reference no cell, or it isn't the sweep that
/// was described before. \throws ConfigError with the faults of the config, or
/// of all cells.
[[nodiscard]] Sweep read_sweep(const SweepRequest& request,
                               const ConfigReader& read, const StudyRun& run);

/// A cell's rows of the table, by its number.
using CellRows = std::map<std::size_t, std::string>;

/// Simulates the cells of the request's shard that `folder`, if there is one,
/// doesn't hold, and writes each there when it is done. The rows of all;
/// nothing if it was stopped. A cell's rows are the same whichever cells are
/// simulated with it. \throws IoError if a cell can't be written.
[[nodiscard]] std::optional<CellRows> study_sweep(const Sweep& sweep,
                                                  const SweepRequest& request,
                                                  const StudyRun& run,
                                                  const SweepFolder* folder);

}  // namespace rehearse
