#pragma once

#include "rehearse/design/assurance.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A scenario's analytic power under its prior on the hazard ratio, which is in
/// place of the scenario's effect and the same at all times.
struct TrialAssurance {
  Assurance power;
  double at_least_80;  ///< P(power >= 0.8)
  double favourable;   ///< P(the hazard ratio is below the null's)
};

/// The scenario has a prior. A look whose events are not to be expected ever is
/// made when all is seen.
[[nodiscard]] TrialAssurance trial_assurance(const Scenario& scenario);

}  // namespace rehearse
