#pragma once

#include <cstddef>
#include <optional>

#include "rehearse/study/sweep.hpp"

namespace rehearse {

/// What work takes on one core of this machine [seconds].
struct WorkCost {
  double cell = 0.0;        ///< of reading a cell's config
  double simulation = 0.0;  ///< of each simulation, whatever its replicates
  double replicate = 0.0;
  double added = 0.0;  ///< replicates for the precision, in the mean
};

/// Times some replicates of the reference and of cells spread over the grid, of
/// about a second; how many more the precision wants is told from the powers
/// that they give. Nothing if it was stopped.
[[nodiscard]] std::optional<WorkCost> measure_cost(const Sweep& sweep,
                                                   const SweepRequest& request,
                                                   const StudyRun& run);

/// Slurm's usual largest array.
inline constexpr std::size_t most_tasks = 1000;

/// Work split into shares that run by themselves.
struct WorkSplit {
  std::size_t shares = 1;
  double seconds = 0.0;   ///< that a share takes on one core, in the mean
  double overhead = 0.0;  ///< what all take beyond one run [its share of that]
};

/// As many shares as may be, each of `least` seconds or more on so many
/// threads. Each simulates the reference too, and cells whose simulation
/// another share has: an overhead beyond 5% is taken only where shares would be
/// longer than ten minutes.
[[nodiscard]] WorkSplit split_sweep(const Sweep& sweep, const WorkCost& cost,
                                    double least, unsigned threads = 1);

}  // namespace rehearse
