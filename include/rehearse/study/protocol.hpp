#pragma once

#include <optional>
#include <span>

#include "rehearse/config/load.hpp"
#include "rehearse/report/protocol_report.hpp"
#include "rehearse/study/config_reader.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// What a protocol says of a config's design: its power, its bounds and its
/// course by theory, survival as it will be seen, and the config's own sweep
/// where it has one. Of a config with hypotheses: no course, and the familywise
/// error where `nulls` are true, as `study_power`. Nothing: it was stopped.
/// \throws ConfigError as `study_power` and `read_sweep`.
[[nodiscard]] std::optional<ProtocolReport> study_protocol(
    const LoadedConfig& config, const ConfigReader& read, const StudyRun& run,
    std::span<const RejectedSet> nulls = {});

}  // namespace rehearse
