#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// The scenario as one of its hypotheses sees it: its two arms and its
/// analysis. Of overall survival the effect isn't stated but follows from the
/// disease: there is none.
[[nodiscard]] Scenario hypothesis_view(const Scenario& scenario,
                                       std::size_t hypothesis);

/// Whether the scenario's analysis, of several hypotheses the first, compares
/// PFS of everybody in two arms.
[[nodiscard]] bool compares_everybody(const Scenario& scenario);

/// "all", or "prior_lines=2+ and region=asia".
[[nodiscard]] std::string population_text(
    const Scenario& scenario, std::span<const FactorLevel> population);

/// The scenario with no effect but these hazard ratios of PFS, of each
/// experimental arm: otherwise arms have the control's course, and nobody
/// switches.
[[nodiscard]] Scenario without_effects(const Scenario& scenario,
                                       std::span<const double> hazard_ratios);

}  // namespace rehearse
