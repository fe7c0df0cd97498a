#pragma once

#include <cstdint>

#include "rehearse/trial/scenario.hpp"

/// A valid scenario of two to six hypotheses joined by a graph, on two to four
/// arms, without scans. The same for the same number, on every machine.
rehearse::Scenario random_hypotheses(std::uint64_t number);

/// The same of two or three hypotheses of one endpoint, of arms and of
/// populations in one another, with one look or two at the same times, whose
/// tests use their correlation.
rehearse::Scenario random_parametric(std::uint64_t number);
