#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "rehearse/trial/trial_config.hpp"

namespace rehearse::cli {

/// Adds --out [DIR]: nothing if it isn't given, empty if DIR isn't.
void add_out(CLI::App& command, std::optional<std::string>& out);

/// The run folder that `out` asks of a command.
[[nodiscard]] std::optional<std::filesystem::path> run_folder(
    const std::optional<std::string>& out, const std::string& command,
    const TrialConfig& config);

}  // namespace rehearse::cli
