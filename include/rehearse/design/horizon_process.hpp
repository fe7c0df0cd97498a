#pragma once

#include <optional>

#include "rehearse/analysis/horizon_survival.hpp"
#include "rehearse/design/trial_process.hpp"

namespace rehearse {

/// Expectations of both arms' Kaplan-Meier estimates at `horizon` since entry
/// (> 0, in the trial's unit of time) at the data cut `cut`, since enrolment
/// opened, with the limits of Greenwood's variances: with Y the expected number
/// at risk, S the survival and A the area under S up to the horizon
///
///   survival  S^2 ∫ h / Y ds
///   rmst      ∫ (A - area up to s)^2 h / Y ds
///
/// (Kalbfleisch & Prentice 2002, section 1.4; Karrison 1987), means over the
/// strata by their shares as `horizon_survival` has them. Nothing if nobody is
/// expected to be followed so long: the estimates don't exist. The z of
/// `difference` and `ratio` is the mean of the test's.
[[nodiscard]] std::optional<HorizonSurvival> expected_horizon_survival(
    const TrialProcess& trial, double cut, double horizon);

}  // namespace rehearse
