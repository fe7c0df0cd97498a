#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/power.hpp"
#include "rehearse/montecarlo/power_part.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse::cli {

/// Chunks of a run that a share has: as many as the others, or one more.
[[nodiscard]] ChunkRange chunks_of(const Shard& shard,
                                   std::uint64_t replicates);

/// Simulates a share of the run and writes its folder.
/// \throws UsageError if there is no folder, or what a share can't give is
/// asked for.
void run_power_shard(const PowerOptions& options, const TrialConfig& config,
                     const Shard& shard, Session& session);

/// Splits the run into tasks of Slurm, and writes their scripts.
void write_power_tasks(const PowerOptions& options, const TrialConfig& config,
                       Session& session);

/// Whether one of the folders has a share of a power run.
[[nodiscard]] bool has_power_shard(const std::vector<std::string>& folders);

/// Joins the shares into the folder that the whole run would have written.
/// \throws IoError (bad_data) if one is missing, given twice, damaged or of
/// another run.
void merge_power(const std::vector<std::string>& folders,
                 const std::string& out, Format format, Session& session);

}  // namespace rehearse::cli
