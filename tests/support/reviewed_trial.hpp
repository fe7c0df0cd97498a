#pragma once

#include <string>
#include <vector>

#include "rehearse/trial/scenario.hpp"

// The trial of domain.md §2 whose figures an independent simulation found
// (rows P4 to P6 of the oracles): 246 participants in blocks of 4, scans every
// 6 weeks, then every 12, readers with the default errors, one look at the
// 164th event by IRC.

/// With `set`, KEY=VALUE as on the command line.
[[nodiscard]] rehearse::Scenario reviewed_trial(std::vector<std::string> set);

/// KEY=VALUEs of readers who see what is there, and participants who miss no
/// visit and take no new therapy (P4).
[[nodiscard]] std::vector<std::string> perfect_reads();
