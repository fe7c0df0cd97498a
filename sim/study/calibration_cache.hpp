#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "rehearse/montecarlo/calibration.hpp"

namespace rehearse {

/// What there is in a cache.
struct CachedCalibration {
  std::optional<Calibration> calibration;
  /// Why what is there isn't used, and what to do: empty where there is nothing
  /// or all is well.
  std::string fault;
  bool may_be_replaced = true;  ///< false: it is no file of ours
};

/// Where the solution of a config is kept; empty where there is no place.
[[nodiscard]] std::filesystem::path calibration_file(
    const std::string& config_sha256);

/// Reads a solution that `write_calibration` wrote. Only a regular file whose
/// content has the hash that it states is believed; nothing is waited for.
[[nodiscard]] CachedCalibration read_calibration(
    const std::filesystem::path& file);

/// Writes a solution for its owner alone, into a folder that is its owner's
/// alone. A cache that can't be written is done without.
void write_calibration(const std::filesystem::path& file,
                       Calibration calibration);

}  // namespace rehearse
