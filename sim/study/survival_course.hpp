#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "rehearse/report/protocol_report.hpp"
#include "rehearse/study/study_run.hpp"

namespace rehearse {

/// Survival of the arms up to the time `end` [days] of a look, number `look` of
/// all `listed_looks`: as assumed, and as seen there in the first `trials`
/// replicates. Of a hypothesis: of those whom it compares, its endpoint.
/// Nothing: stopped.
[[nodiscard]] std::optional<SurvivalCourse> survival_course(
    const TrialConfig& config, std::size_t look, std::uint64_t trials,
    double end, const StudyRun& run);

}  // namespace rehearse
