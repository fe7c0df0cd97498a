#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/shard_option.hpp"
#include "cli/slurm.hpp"

namespace rehearse::cli {

struct PowerOptions {
  ConfigOptions config;
  unsigned threads = 0;  ///< 0: all cores
  Format format = Format::table;
  bool has_format = false;  ///< --format was given
  ProgressChoice progress = ProgressChoice::automatic;
  std::optional<std::string> out;  ///< run folder; empty: the default one
  std::string replicate_data;      ///< file; empty: none; "-": stdout
  std::string null;                ///< true null hypotheses; empty: none
  std::optional<ShardWish> shard;
  SlurmOptions slurm;
  std::optional<double> required;  ///< power, else the gate is not met
};

/// Simulates, writes what is to be written and prints the power. Sets the
/// session's status if it was interrupted or the gate is not met.
/// \throws ConfigError, IoError.
void run_power(const PowerOptions& options, Session& session);

}  // namespace rehearse::cli
