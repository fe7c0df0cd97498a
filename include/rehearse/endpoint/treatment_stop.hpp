#pragma once

#include <cstdint>
#include <span>

#include "rehearse/core/time_grid.hpp"
#include "rehearse/endpoint/assessment_plan.hpp"

namespace rehearse {

/// A stop of treatment for toxicity, and the new therapy that follows it.
struct TreatmentStop {
  double toxicity = never;  ///< [days]; not drawn without a new therapy
  double new_therapy = never;
};

/// By the four words of a participant (see `Assessment::assess`) whose scans
/// would else end at `end` [days]: what comes later is nothing.
[[nodiscard]] TreatmentStop treatment_stop(
    const AssessmentPlan& plan, std::span<const std::uint32_t, 4> words,
    double end);

}  // namespace rehearse
