#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/sweep.hpp"

namespace rehearse::cli {

/// A cell of a grid, ready to be simulated.
struct Cell {
  std::size_t number;
  std::vector<std::string> values;
  Scenario scenario;
  std::string sha256;
};
using Group = std::vector<const Cell*>;

/// A grid with every cell's config read.
struct Sweep {
  SweepPlan plan;
  SweepIdentity identity;
  std::vector<Cell> cells;
  std::string resolved_toml;
};

/// \throws UsageError if nothing or no grid is varied. \throws ConfigError with
/// the faults of the config, or of all cells.
[[nodiscard]] Sweep sweep_of(const SweepOptions& options,
                             const Session& session);

/// Cells of `wanted` whose replicates are the same, in the order of their
/// first; no more of them together than memory holds.
[[nodiscard]] std::vector<Group> groups_of(
    const Sweep& sweep, const std::vector<std::size_t>& wanted);

}  // namespace rehearse::cli
