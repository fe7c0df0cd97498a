#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/lists/seed.hpp"

namespace rehearse::cli {

struct RandomizeOptions {
  ConfigOptions config;
  std::optional<Format> format;    ///< none: csv of a list, else a table
  std::optional<std::string> out;  ///< folder; empty: the default one

  // The list.
  SeedUse use = SeedUse::run;
  bool site_view = false;
  bool to_stdout = false;  ///< the live list, wherever that goes
  bool force = false;
  std::string list_id;                  ///< empty: made of trial and config
  std::string arrivals;                 ///< file, for minimization
  std::vector<std::string> encrypt_to;  ///< public keys, or files of them
  std::string passphrase_file;

  // The report.
  bool report = false;
  std::vector<std::string> compare;
  double favoured_hazard_ratio = 0.8;
  unsigned threads = 0;
  ProgressChoice progress = ProgressChoice::automatic;

  // The linter.
  std::string check;                 ///< file
  std::vector<std::string> columns;  ///< OURS=THEIRS
  std::string value_map;             ///< file
};

/// The list that the config and a seed make. \throws UsageError where it needs
/// arrivals, or can't use them; as `make_randomization_list`.
[[nodiscard]] RandomizationList list_of(const RandomizeOptions& options,
                                        const LoadedConfig& config,
                                        const std::string& seed,
                                        const Session& session);

/// Makes the list and prints or writes it.
void run_list(const RandomizeOptions& options, Session& session);
/// What the randomization gives, beside alternatives.
void run_allocation_report(const RandomizeOptions& options, Session& session);
/// Checks a list; exit status 1 if something was found.
void run_list_check(const RandomizeOptions& options, Session& session);

}  // namespace rehearse::cli
