#pragma once

#include <cstdint>

#include "rehearse/trial/scenario.hpp"

/// A valid scenario drawn at random over everything that a config can say.
/// The same for the same number, on every machine.
rehearse::Scenario random_scenario(std::uint64_t number);

/// W1 of examples/w1.toml, in C++.
rehearse::Scenario w1_scenario();
