#pragma once

#include <cstdint>
#include <string>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// What numbers are drawn for. A dummy list has streams of its own: no seed
/// gives it what it gives a run or a live list.
enum class SeedUse : std::uint8_t { run, dummy };

namespace config {

/// Sets the scenario's Philox key and where each randomization stratum's
/// stream begins, from the seed as it is reported: a decimal 64-bit integer,
/// which is the key, or 64 hex digits, which are hashed.
void set_seed(const std::string& seed_text, SeedUse use, Scenario& scenario);

}  // namespace config
}  // namespace rehearse
