#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "rehearse/store/manifest.hpp"
#include "rehearse/store/sweep_folder.hpp"

namespace rehearse::cli {

/// A flag that a command line gave, or its config ("CONFIG").
struct GivenOption {
  std::string name;                 ///< "--vary"
  std::vector<std::string> values;  ///< of a flag without values none

  bool operator==(const GivenOption&) const = default;
};

/// What a manifest's command line gave, as the program's own parser reads it;
/// what is secret or of the machine (a hidden seed, its file, instruction set)
/// is left out.
/// \throws IoError (bad_data) if this version doesn't understand it, or it is
/// of another command than the manifest.
[[nodiscard]] std::vector<GivenOption> given_options(const Manifest& manifest);

/// Where a result is made again.
struct RerunPlace {
  std::filesystem::path config;
  std::filesystem::path out;
  std::optional<std::filesystem::path> seed_file;  ///< of a list
  unsigned threads = 0;                            ///< 0: all cores
  bool tells_progress = false;
};

/// The arguments that make a result again from its resolved config. What its
/// command line changed in the config is in that already; what only shows,
/// gates or writes beside the folder is left out.
[[nodiscard]] std::vector<std::string> rerun_arguments(const Manifest& manifest,
                                                       const RerunPlace& place);

/// The same of a sweep, or of shards that were merged, whose config ends with
/// `sweep_table`.
[[nodiscard]] std::vector<std::string> sweep_arguments(
    const SweepIdentity& sweep, const RerunPlace& place);

/// The [sweep] of a config that gives these cells, in this order.
[[nodiscard]] std::string sweep_table(const SweepIdentity& sweep);

/// The same of a sweep over [scenarios], which no resolved config holds: of its
/// config file, with all that its command line changed in that.
[[nodiscard]] std::vector<std::string> scenario_arguments(
    const Manifest& manifest, const SweepIdentity& sweep,
    const RerunPlace& place);

/// Whether a sweep varies what no resolved config holds: its [scenarios].
[[nodiscard]] bool varies_scenarios(const SweepIdentity& sweep);

/// Names of files that making it again reads, beside its config.
[[nodiscard]] std::vector<std::string> needed_files(const Manifest& manifest);

}  // namespace rehearse::cli
