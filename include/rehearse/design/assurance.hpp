#pragma once

#include <array>
#include <functional>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

// Power where the effect is not known but has a prior: averaged over it, power
// is the assurance (Spiegelhalter & Freedman 1986, Statist. Med. 5:1; O'Hagan,
// Stevens & Campbell 2005, Pharm. Stat. 4:187).

/// Power by the log hazard ratio that a prior is on. It must not rise with
/// it, as a one-sided test's doesn't: quantiles and probabilities count on it.
using PowerByEffect = std::function<double(double log_hazard_ratio)>;

inline constexpr std::array assurance_levels{0.05, 0.25, 0.5, 0.75, 0.95};

struct Assurance {
  double power = 0.0;  ///< expected [1]
  /// The power that is not exceeded with the probabilities of
  /// `assurance_levels`.
  std::array<double, assurance_levels.size()> quantiles{};
};

/// Exact for a table; under a normal prior by adaptive Gauss-Kronrod
/// quadrature, error about 1e-9 where power is smooth.
[[nodiscard]] Assurance assurance(const EffectPrior& prior,
                                  const PowerByEffect& power);

/// P(power is `least` or more) under the prior, to about 1e-10.
[[nodiscard]] double probability_of_power(const EffectPrior& prior,
                                          const PowerByEffect& power,
                                          double least);

}  // namespace rehearse
