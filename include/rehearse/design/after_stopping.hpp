#pragma once

#include <span>

#include "rehearse/design/bound_recursion.hpp"
#include "rehearse/design/operating_characteristics.hpp"

namespace rehearse {

/// A trial's end: Z = `z` at the last of the looks that it had.
struct StoppedTrial {
  std::span<const double> information;  ///< of its looks, the last included
  std::span<const LookBounds> bounds;   ///< of the looks before the last
  double z;
};

/// P(a result at least as good for the experimental arm) under `effect`
/// (NormalEffect's scale), results ordered by stage: rejecting earlier is
/// better, then a greater Z at the same look (Armitage 1957; Tsiatis, Rosner &
/// Mehta 1984; Jennison & Turnbull 2000, 8.4). At effect 0 the p-value of
/// which the bounds are the critical values. With FutilityStops::ignored the
/// earlier looks had no futility bounds: conservative where they had.
[[nodiscard]] double stagewise_tail(const StoppedTrial& trial, double effect,
                                    FutilityStops futility);

/// The effect at which `stagewise_tail` is `probability` in (0, 1): at 1/2
/// the median-unbiased estimate, at alpha and 1 - alpha the limits of the
/// two-sided interval of confidence 1 - 2 alpha (Jennison & Turnbull 2000,
/// 8.5).
[[nodiscard]] double stagewise_effect(const StoppedTrial& trial,
                                      double probability,
                                      FutilityStops futility);

}  // namespace rehearse
