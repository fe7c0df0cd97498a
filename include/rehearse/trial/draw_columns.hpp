#pragma once

#include <cstdint>
#include <span>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

// Kernels of `TrialSimulator`, compiled for each instruction set: element by
// element, so that columns of one replicate and of a block are the same to
// them. Nothing is contracted: the same bytes everywhere.

/// Puts a factor's levels into the cells, last factor fastest: cell <- cell
/// times the levels, plus the bounds that are below `uniform`. `bounds`: one
/// less than there are levels.
void add_levels(std::span<const double> uniform, std::span<const double> bounds,
                std::span<std::uint32_t> cells);

/// As `duration_on_grid` of each, in place.
void durations_on_grid(std::span<double> days);

/// The same of times of events, and unit exponentials to times of dropout
/// [days], on the grid, in place. `mean`: of each arm [days].
void times_on_grid(std::span<const double> mean,
                   std::span<const std::uint8_t> arms, std::span<double> events,
                   std::span<double> dropouts);

}  // namespace rehearse
