#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/session.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/text/report.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse::cli {

/// Adds --out [DIR]: nothing if it isn't given, empty if DIR isn't.
void add_out(CLI::App& command, std::optional<std::string>& out);

/// The run folder that `out` asks of a command.
[[nodiscard]] std::optional<std::filesystem::path> run_folder(
    const std::optional<std::string>& out, const std::string& command,
    const TrialConfig& config);

/// Prints a report to standard output. \throws IoError (cannot_write).
void show(const Report& report, Format format, const Session& session);

/// What a run folder holds of a report, beside its manifest.
[[nodiscard]] std::vector<RunFile> files_of(const Report& report,
                                            const TrialConfig& config);

}  // namespace rehearse::cli
