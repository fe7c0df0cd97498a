#pragma once

#include "figures.hpp"
#include "rehearse/montecarlo/power_estimate.hpp"
#include "rehearse/trial/trial_config.hpp"

namespace rehearse {

/// What `power` says of a look. This is where a figure of it is added: JSON,
/// CSV and every table take it from here.
/// `looks`: all of the trial, which decide on what a table shows.
[[nodiscard]] Figures look_figures(const Scenario& scenario,
                                   const std::vector<LookEstimate>& looks,
                                   const LookEstimate& look);

/// How well a look estimates the log hazard ratio: of all replicates, and of
/// the trials that end there.
enum class Replicates { all, ended };
[[nodiscard]] Figures estimation_figures(const Scenario& scenario,
                                         const EstimationProperties& properties,
                                         Replicates which = Replicates::all);

/// Name, figures and estimation of a look: its object in the JSON.
[[nodiscard]] Json look_json(const Scenario& scenario,
                             const std::vector<LookEstimate>& looks,
                             const LookEstimate& look);

}  // namespace rehearse
