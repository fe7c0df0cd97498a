#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/lists/seed.hpp"
#include "rehearse/lists/system_layout.hpp"
#include "rehearse/store/run_folder.hpp"

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
  bool byte_order_mark = false;  ///< before CSV, for Excel

  // The report.
  bool report = false;
  std::vector<std::string> compare;
  double favoured_hazard_ratio = 0.8;
  unsigned threads = 0;
  ProgressChoice progress = ProgressChoice::automatic;

  // The linter.
  std::string check;  ///< file

  // The linter, or a list for another system.
  const SystemLayout* layout = nullptr;  ///< none: ours
  std::vector<std::string> columns;      ///< OURS=THEIRS
  std::string value_map;                 ///< file
};

/// Adds --layout.
void add_layout(CLI::App& command, const SystemLayout*& layout);

/// The layout, names and codes that were asked for.
/// \throws UsageError if lists of the scenario can't be written so; IoError of
/// the file of codes.
[[nodiscard]] ListWriting writing_of(const RandomizeOptions& options,
                                     const Scenario& scenario,
                                     const Session& session);

/// A list with what the user is to have of it.
struct MadeList {
  const RandomizationList& list;
  const LoadedConfig& config;
  ListWriting writing;
};

/// The list as it goes to standard output.
[[nodiscard]] std::string list_text(const RandomizeOptions& options,
                                    const MadeList& made);

/// A list's files for those who use it: ours, another system's, workbooks.
/// `csv`: ours, without a byte order mark.
[[nodiscard]] std::vector<RunFile> secret_lists(const RandomizeOptions& options,
                                                const MadeList& made,
                                                const std::string& csv);
[[nodiscard]] std::vector<RunFile> site_views(const RandomizeOptions& options,
                                              const MadeList& made);

/// Names that any of a folder's secret lists can have.
[[nodiscard]] std::vector<std::string> secret_list_names();

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
