#pragma once

#include <cstdint>
#include <optional>

#include "rehearse/report/protocol_report.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// Survival of both arms up to the last look's time `end` [days]: as assumed,
/// and as seen there in the first `trials` replicates. Nothing: stopped.
[[nodiscard]] std::optional<SurvivalCourse> survival_course(
    const TrialConfig& config, std::uint64_t trials, double end,
    const StudyRun& run);

}  // namespace rehearse
