#pragma once

#include <span>

#include "rehearse/design/group_sequential_plan.hpp"

namespace rehearse {

/// A look to come: its information and its bound, +inf if it can't reject.
struct LaterLook {
  double information;
  double efficacy_z;
};

/// Normal distribution of the effect, which is the mean of the score for a
/// unit of information: Z at information I has mean effect * sqrt(I), and a
/// design's effect is drift / sqrt(last look's information). In events it is
/// -log HR sqrt(p (1 - p)). An sd of 0 is one effect for sure, +inf a flat
/// prior.
struct NormalEffect {
  double mean;
  double sd = 0.0;
};

/// The effect after Z = `z` was seen at `information` (conjugate normal); with
/// a flat prior the current trend z / sqrt(I) with sd 1 / sqrt(I).
[[nodiscard]] NormalEffect posterior_effect(const NormalEffect& prior, double z,
                                            double information);

/// P(reject at a later look | Z = `z` at `information`): conditional power for
/// a known effect (sd 0), predictive power for a distribution of it with
/// finite sd, as `posterior_effect` gives (Jennison & Turnbull 2000, 10.2 and
/// 10.3; exact for any number of later looks). `later` is in order; what has
/// no more information than now is this Z again. Nobody stops for futility.
/// Exact as `rejection_by_look` with that `smallest`.
[[nodiscard]] double predictive_power(double z, double information,
                                      std::span<const LaterLook> later,
                                      const NormalEffect& effect,
                                      double smallest = 1.0);

/// The z at which conditional power is `power` in (0, 1), at most `highest`.
/// Trend::current takes each z's own trend, Trend::design `design_effect`.
[[nodiscard]] double curtailment_bound(double power, double information,
                                       std::span<const LaterLook> later,
                                       Trend trend, double design_effect,
                                       double highest);

}  // namespace rehearse
