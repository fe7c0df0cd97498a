#pragma once

#include <cstdint>

#include "rehearse/trial/scenario.hpp"

/// A valid scenario of two to six hypotheses joined by a graph, on two to four
/// arms, without scans. The same for the same number, on every machine.
rehearse::Scenario random_hypotheses(std::uint64_t number);
