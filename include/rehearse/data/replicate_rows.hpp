#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// The header of the replicates' CSV: a row for each replicate and look. Of
/// hypotheses the arms of each are by role.
[[nodiscard]] std::string replicate_header(const Scenario& scenario);

/// Appends one replicate's rows. What is infinite or unknown is empty.
void append_replicate_rows(std::string& text, const Scenario& scenario,
                           std::uint64_t replicate,
                           std::span<const LookResult> looks);

}  // namespace rehearse
