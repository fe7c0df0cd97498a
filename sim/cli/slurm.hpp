#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/session.hpp"
#include "rehearse/study/sweep_split.hpp"

namespace rehearse::cli {

/// Work that is written for Slurm, not done.
struct SlurmOptions {
  std::string folder;  ///< empty: it is done here
  double task_minutes = 1.0;
  bool submit = false;
};

/// Adds --slurm, --task-minutes and --submit, after --out and --shard.
void add_slurm(CLI::App& command, SlurmOptions& options);

/// The folder, without shares or a result of other work in it. Before anything
/// is measured.
/// \throws UsageError if the config is standard input; IoError (cannot_create).
void prepare_slurm(const SlurmOptions& options, const std::string& config);

/// Of a command that was stopped while it measured.
void end_unwritten(const char* command, Session& session);

/// Flags of a task, beside those of the command line.
using TaskFlags = std::vector<std::string>;

/// Writes the scripts of work so split, says so, and submits them where that
/// is asked for. \throws IoError (cannot_create, cannot_write).
void write_slurm(const SlurmOptions& options, const WorkSplit& split,
                 unsigned threads, const TaskFlags& flags, Session& session);

}  // namespace rehearse::cli
