#pragma once

#include <vector>

#include "rehearse/design/trial_process.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// When the scenario's looks happen if everything comes as expected, since
/// enrolment opened [days]; +inf: never.
[[nodiscard]] std::vector<double> expected_cuts(const Scenario& scenario,
                                                const TrialProcess& trial);

}  // namespace rehearse
