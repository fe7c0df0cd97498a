#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rehearse/config/sweep_plan.hpp"
#include "rehearse/core/errors.hpp"
#include "rehearse/store/input_record.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// The two spellings of the one schema.
enum class Dialect { toml, json };

/// What a config is read for. A list alone needs no outcomes: enrolment,
/// endpoint and analysis may be absent, and arms more than two.
enum class Reading { simulation, list };

/// What the command line changes in a config, as it was typed.
struct Overrides {
  /// KEY=VALUE: a dotted path with indices, and a TOML value or bare text.
  std::vector<std::string> set;
  std::optional<std::string> seed;  ///< decimal (64 bits) or 64 hex digits
  std::optional<std::string> replicates;
  /// Keys of [randomization] that are as if not given, before `set`.
  std::vector<std::string> forget = {};
  /// As `set` and after it: the values of a sweep's cell.
  std::vector<std::string> vary = {};
  std::string vary_flag = "--vary";  ///< how a fault of `vary` names it
};

/// A line of a resolved config: "analysis.looks[0].events", "164".
struct KeyValue {
  std::string key;
  std::string value;  ///< as TOML
};

/// A config that was found right.
struct LoadedConfig : TrialConfig {
  std::vector<KeyValue> values;      ///< of `resolved_toml`, in its order
  std::vector<Diagnostic> warnings;  ///< unlikely, not impossible
  std::optional<SweepPlan> sweep;    ///< of [sweep]; no part of the scenario
  /// Files that were read: the config first, where it was one.
  std::vector<InputRecord> inputs = {};
};

/// Reads a config; a name that ends in .json is JSON, any other TOML. "-" is
/// standard input (read once, however often it is asked for): JSON where it
/// begins with '{'.
/// \throws ConfigError with every fault, in file order (a syntax error alone).
/// \throws IoError (input_missing) if the file can't be read.
[[nodiscard]] LoadedConfig load_config(const std::filesystem::path& file,
                                       const Overrides& overrides = {},
                                       Reading reading = Reading::simulation);

/// Reads a config as it stands and under each of its [scenarios], and returns
/// the former.
/// \throws ConfigError with the faults of all, each once. \throws IoError.
[[nodiscard]] LoadedConfig check_config(const std::filesystem::path& file,
                                        const Overrides& overrides = {});

/// The same of its text, as `parse_config`.
[[nodiscard]] LoadedConfig check_config(std::string_view text,
                                        const std::string& name,
                                        Dialect dialect,
                                        const std::filesystem::path& folder,
                                        const Overrides& overrides);

/// Reads a config from its text. `name` is what locations call it; paths in
/// the config are relative to `folder`.
/// \throws ConfigError as `load_config`.
[[nodiscard]] LoadedConfig parse_config(std::string_view text,
                                        const std::string& name,
                                        Dialect dialect,
                                        const std::filesystem::path& folder,
                                        const Overrides& overrides,
                                        Reading reading = Reading::simulation);

}  // namespace rehearse
