#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/session.hpp"
#include "rehearse/study/config_reader.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse::cli {

inline const std::vector<Format> all_formats{
    Format::table, Format::json, Format::csv, Format::md,  Format::html,
    Format::latex, Format::docx, Format::rtf, Format::xlsx};
enum class ProgressChoice { automatic, bar, json, none };

/// A config and what the command line changes in it.
struct ConfigOptions {
  std::string file;
  Overrides overrides;
};

/// Adds --set.
void add_set(CLI::App& command, Overrides& overrides, const std::string& help);

/// Adds CONFIG, --set and --seed.
void add_trial(CLI::App& command, ConfigOptions& options);

/// Takes the value of --replicates, a run's number of them.
void read_replicates(const std::string& text, Overrides& overrides);

/// Adds CONFIG, --set, --seed and --replicates.
void add_config(CLI::App& command, ConfigOptions& options);

/// Adds --seed alone.
void add_seed(CLI::App& command, Overrides& overrides, const std::string& help);

/// Adds --seed-file, for a seed that no list of processes may show.
void add_seed_file(CLI::App& command, Overrides& overrides);

/// Takes flags out of a command's help, in which they change nothing: they are
/// still accepted, for scripts that give all commands the same.
void hide(CLI::App& command, std::initializer_list<const char*> flags);

/// Adds --quiet and --color.
void add_terminal(CLI::App& command, Session& session);

/// Has the kernels use the instruction set that REHEARSE_SIMD names, before
/// flags are read; warns if it names none.
void use_simd_of_environment(const Session& session);

/// Adds --simd, which goes before REHEARSE_SIMD.
void add_simd(CLI::App& command);

/// Adds --threads; 0 is all cores.
void add_threads(CLI::App& command, unsigned& threads);

[[nodiscard]] std::string_view word_of(Format format);

/// By the ending of a file's name. \throws UsageError if it is none of theirs.
[[nodiscard]] Format format_of_file(const std::filesystem::path& file);

/// Adds --format with the formats given, the first of which is the default.
void add_format(CLI::App& command, Format& format,
                const std::vector<Format>& formats = all_formats);

/// The same where the default depends on other flags: then nothing.
void add_format(CLI::App& command, std::optional<Format>& format,
                const std::string& help);

void add_progress(CLI::App& command, ProgressChoice& progress);

/// Adds an option whose value must be a whole number in [least, most].
CLI::Option* add_number(CLI::App& command, const std::string& flag,
                        std::uint64_t& value, std::uint64_t least,
                        std::uint64_t most, const std::string& help);

/// Adds an option whose value must be a power: between 0 and 1.
void add_probability(CLI::App& command, const std::string& flag,
                     std::optional<double>& power, const std::string& help);

/// Reads the config and prints its warnings.
/// \throws ConfigError, IoError.
[[nodiscard]] LoadedConfig load(const ConfigOptions& options,
                                const Session& session,
                                Reading reading = Reading::simulation);

/// Reads the config with changes laid over it, silently. The options must
/// outlive it.
[[nodiscard]] ConfigReader reader_of(const ConfigOptions& options);

}  // namespace rehearse::cli
