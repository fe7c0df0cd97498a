#pragma once

#include <string>

#include "rehearse/trial/scenario.hpp"

namespace rehearse::config {

/// Sets the scenario's Philox key and where each randomization stratum's
/// stream begins (design.md §3), from the seed as it is reported: a decimal
/// 64-bit integer, which is the key, or 64 hex digits, which are hashed.
void set_seed(const std::string& seed_text, Scenario& scenario);

/// "factor=level;…;site=ID" of each randomization stratum, in the order of
/// `stratify_by`: the last factor fastest, and site fastest of all. One empty
/// name where there are no strata.
[[nodiscard]] std::vector<std::string> stratum_names(const Scenario& scenario);

}  // namespace rehearse::config
