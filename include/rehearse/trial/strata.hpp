#pragma once

#include <vector>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Share of each site in the participants [1]; sums to 1.
[[nodiscard]] std::vector<double> site_shares(const Scenario& scenario);

/// Share of each randomization stratum in the participants [1], in the order
/// of `Scenario::stratum_streams`, as they are recorded; sums to 1.
[[nodiscard]] std::vector<double> stratum_shares(const Scenario& scenario);

}  // namespace rehearse
