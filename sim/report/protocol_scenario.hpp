#pragma once

#include <cstddef>
#include <vector>

#include "estimate_json.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// The trial and its analysis, or each of its hypotheses and how they share
/// alpha. `stated`: before a calibration replaced what is observed by the
/// disease.
[[nodiscard]] Json protocol_scenario(const Scenario& stated);

/// Names of factors.
[[nodiscard]] Json factor_list(const Scenario& scenario,
                               const std::vector<std::size_t>& factors);

}  // namespace rehearse
