#pragma once

#include "rehearse/report/design_report.hpp"

namespace rehearse {

/// The design of a config without hypotheses: bounds, power and course by
/// theory, and the assurance where there is a prior. No interim result.
[[nodiscard]] DesignReport study_design(const TrialConfig& config);

}  // namespace rehearse
