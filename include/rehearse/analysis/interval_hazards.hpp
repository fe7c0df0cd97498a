#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "rehearse/analysis/interval_workspace.hpp"

namespace rehearse {

/// Proportional hazards of interval-censored data with treatment as the one
/// covariate and a baseline of each stratum's own. NaN is what the data do not
/// determine.
struct IntervalHazards {
  /// Experimental against control, to 1e-9; -inf or +inf where the likelihood
  /// doesn't fall again on the way there (beyond 15, or it is flat).
  double log_hazard_ratio = 0.0;
  double se = 0.0;  ///< of it, from the curvature of the profile likelihood
  std::array<double, 2> log_ci95{};  ///< Wald
  double lr_chi_square = 0.0;        ///< 2 (l(estimate) - l(0)), or its limit

  /// Root of the likelihood ratio; positive favours experimental, 0 where
  /// there is no estimate.
  [[nodiscard]] double z() const;
  [[nodiscard]] double p_one_sided() const;  ///< small favours experimental
  [[nodiscard]] double p_two_sided() const;
};

/// The nonparametric maximum-likelihood estimate of Zeng, Mao & Lin (2016),
/// Biometrika 103:253. They climb by EM; here the profile likelihood, which is
/// concave in the log hazard ratio (`sim/analysis/README.md`), is climbed by
/// Newton's method, to the same place. Strata below `strata`.
[[nodiscard]] IntervalHazards fit_interval_hazards(
    std::span<const IntervalObservation> observations, std::size_t strata,
    IntervalWorkspace& workspace);

/// The same of strata just fitted (`fit_strata`), whose baselines it moves.
[[nodiscard]] IntervalHazards fit_interval_hazards(
    std::span<IntervalStratum> fitted);

}  // namespace rehearse
