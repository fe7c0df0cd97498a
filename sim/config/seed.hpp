#pragma once

#include <string>

#include "rehearse/config/set_seed.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse::config {

/// "factor=level;…;site=ID" of each randomization stratum, in the order of
/// `stratify_by`: the last factor fastest, and site fastest of all. One empty
/// name where there are no strata.
[[nodiscard]] std::vector<std::string> stratum_names(const Scenario& scenario);

}  // namespace rehearse::config
