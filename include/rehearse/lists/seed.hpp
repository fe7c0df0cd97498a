#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// What numbers are drawn for. A dummy list has streams of its own: no seed
/// gives it what it gives a run or a live list.
enum class SeedUse : std::uint8_t { run, dummy };

/// Sets the scenario's Philox key and where each randomization stratum's
/// stream begins, from the seed as it is reported: a decimal 64-bit integer,
/// which is the key, or 64 hex digits, which are hashed.
void set_seed(const std::string& seed_text, SeedUse use, Scenario& scenario);

/// "factor=level;…;site=ID" of each randomization stratum, in the order of
/// `stratify_by`: the last factor fastest, and site fastest of all. One empty
/// name where there are no strata.
[[nodiscard]] std::vector<std::string> stratum_names(const Scenario& scenario);

}  // namespace rehearse
