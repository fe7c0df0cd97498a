#pragma once

#include <span>
#include <vector>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A one-sided error probability and how it is spent over information.
struct ErrorSpending {
  Spending family;
  double parameter;  ///< gamma or rho of the family
  double total;      ///< in (0, 1)
};

/// Whether the efficacy bounds count on trials stopping for futility.
enum class FutilityRule { non_binding, binding };

/// Bounds on the z scale, a value for each look.
struct DesignBounds {
  std::vector<double> efficacy_z;
  std::vector<double> futility_z;   ///< -inf: the look may not stop for it
  std::vector<double> alpha_spent;  ///< cumulative
  double drift;                     ///< mean of the last look's Z
};

/// Efficacy bounds that spend `alpha` under the null hypothesis, and futility
/// bounds that spend `beta` under the drift at which the last two meet, so
/// that power there is 1 - beta.total (Pampallona, Tsiatis & Kim 2001; binding
/// and not: Jennison & Turnbull 2000, ch. 7). `information` ascends, in any
/// unit; the last look has it all. 1 - beta.total must exceed alpha.total.
[[nodiscard]] DesignBounds design_bounds(std::span<const double> information,
                                         const ErrorSpending& alpha,
                                         const ErrorSpending& beta,
                                         FutilityRule rule);

/// Mean of the last look's Z at which a design with these efficacy bounds and
/// no futility rejects with probability `power`.
[[nodiscard]] double drift_for_power(std::span<const double> information,
                                     std::span<const double> efficacy_z,
                                     double power);

}  // namespace rehearse
