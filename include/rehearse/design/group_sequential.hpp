#pragma once

#include <span>
#include <vector>

#include "rehearse/design/ongoing_trials.hpp"

namespace rehearse {

/// P(first Z >= bound is at look k) for each look, Z's score having the
/// moments of `looks` (information must not fall); a look whose bound is +inf
/// stops nobody. Exact to 1e-12, or to what `OngoingTrials::resolve` makes of
/// probabilities near `smallest`. Jennison & Turnbull 2000, section 19.2.
[[nodiscard]] std::vector<double> rejection_by_look(
    std::span<const ScoreMoments> looks, std::span<const double> efficacy_z,
    double smallest = 1.0);

/// Moments of the log-rank score at `events` under proportional hazards near
/// 1, for a share `allocation` in (0, 1) of the participants in one arm
/// (Schoenfeld 1981): information d p (1 - p), mean -log HR times that.
[[nodiscard]] ScoreMoments schoenfeld_moments(double events,
                                              double hazard_ratio,
                                              double allocation);

/// Events [1, not rounded] for a one-sided level `alpha` and `power` of a
/// fixed design: (z_alpha + z_beta)^2 / (p (1 - p) log^2 HR) (Schoenfeld
/// 1983). Hazard ratio not 1.
[[nodiscard]] double schoenfeld_events(double hazard_ratio, double allocation,
                                       double alpha, double power);

}  // namespace rehearse
