#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/config/load.hpp"
#include "rehearse/report/compare_report.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// A config and what it is called.
struct NamedConfig {
  std::string name;
  LoadedConfig config;
};

/// The keys whose values differ, in the order of A, then those of B alone.
[[nodiscard]] std::vector<KeyDifference> differing_keys(
    const std::vector<KeyValue>& a, const std::vector<KeyValue>& b);

/// Simulates both on the same random numbers: of the same seed and number of
/// replicates. Nothing if it was stopped.
/// \throws ConfigError where a stated observed effect has no calibration.
/// \throws RequestError where every hypothesis is external.
[[nodiscard]] std::optional<CompareReport> study_compare(NamedConfig a,
                                                         NamedConfig b,
                                                         const StudyRun& run);

}  // namespace rehearse
