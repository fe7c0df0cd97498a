#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/session.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse::cli {

/// Adds --out [DIR], nothing if it isn't given, empty if DIR isn't; and
/// --repeatable.
void add_out(CLI::App& command, std::optional<std::string>& out,
             Session& session);

/// Adds --repeatable, to a command that has --out.
void add_repeatable(CLI::App& command, Session& session);

/// What the manifest says of a run of this process that ends now.
[[nodiscard]] RunRecord record_of(const std::string& seed,
                                  const std::string& config_sha256,
                                  unsigned threads, const Stopwatch& watch,
                                  const Session& session);

/// The run folder that `out` asks of a command, made and locked before its
/// work. \throws IoError (cannot_create).
[[nodiscard]] std::optional<RunFolder> run_folder(
    const std::optional<std::string>& out, const std::string& command,
    const TrialConfig& config);

/// Writes a run's files, and says where they are.
/// \throws IoError (cannot_create, cannot_write).
void write_run(const RunFolder& folder, unsigned threads,
               const TrialConfig& config, const std::vector<RunFile>& files,
               const Stopwatch& watch, const Session& session,
               const std::vector<std::string>& obsolete = {});

/// What becomes of a file that a command is to write. \throws IoError
/// (cannot_create) if it exists, for the reason `why`, unless `force`.
[[nodiscard]] Existing existing_of(const std::filesystem::path& file,
                                   bool force, const std::string& why);

/// \throws UsageError if the format's bytes would go to a terminal.
void check_printable(Format format);

/// Prints a report to standard output. \throws IoError (cannot_write).
void show(const Report& report, Format format, const Session& session);

/// What a run folder holds of a report, beside its manifest.
[[nodiscard]] std::vector<RunFile> files_of(const Report& report,
                                            const TrialConfig& config);

}  // namespace rehearse::cli
