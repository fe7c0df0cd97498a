#pragma once

#include <filesystem>
#include <vector>

#include "rehearse/report/verify_report.hpp"

namespace rehearse::cli {

/// What the manifest itself states (version, seed, hash of the config, command
/// line and arguments) beside what made its result again in `again`, of
/// `config`. What a later version may state otherwise isn't compared.
/// \throws IoError.
[[nodiscard]] VerifiedFile verified_manifest(
    const VerifyReport& report, const std::filesystem::path& again,
    const std::filesystem::path& config);

/// Each file that the run read, as it is now.
[[nodiscard]] std::vector<VerifiedInput> kept_inputs(const Manifest& manifest);

}  // namespace rehearse::cli
