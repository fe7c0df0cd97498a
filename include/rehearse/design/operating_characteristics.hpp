#pragma once

#include <span>
#include <vector>

#include "rehearse/design/bound_recursion.hpp"

namespace rehearse {

/// Whether trials really stop at the futility bounds.
enum class FutilityStops { obeyed, ignored };

/// P(the trial first stops at this look, and for this) [1].
struct StoppingAtLook {
  double reject = 0.0;
  double futility = 0.0;
  double harm = 0.0;
};

/// What a design does, Z's score having the moments of `looks` (one for each
/// of `bounds`; information must not fall). Z at or below the harm bound is
/// harm, also where the futility bound is as low. Jennison & Turnbull 2000,
/// section 19.2.
[[nodiscard]] std::vector<StoppingAtLook> stopping_by_look(
    std::span<const ScoreMoments> looks, std::span<const LookBounds> bounds,
    FutilityStops futility);

/// Information at the end of the trial, on average: it ends at the last look
/// if not before. In the unit of `looks`.
[[nodiscard]] double expected_information(
    std::span<const ScoreMoments> looks,
    std::span<const StoppingAtLook> stopping);

/// P(reject at this look or before), for each look.
[[nodiscard]] std::vector<double> cumulative_reject(
    std::span<const StoppingAtLook> stopping);

}  // namespace rehearse
