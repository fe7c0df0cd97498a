#pragma once

#include <span>

#include "rehearse/endpoint/frailty.hpp"
#include "rehearse/endpoint/model_spec.hpp"
#include "rehearse/endpoint/piecewise_linear.hpp"

namespace rehearse {

/// A time-to-event model with every parameter known (domain.md §1). Draws are
/// by inversion: T = H^-1(E) for a unit exponential E (Devroye 1986,
/// Non-Uniform Random Variate Generation, section VI.2).
///
///   exponential, Weibull   H(t) = (t / scale)^shape
///   log-logistic           H(t) = log(1 + (t / scale)^shape)
///   log-normal             H(t) = -log P(Z > shape log(t / scale)): shape is
///                          1 / sigma, scale the median
///   piecewise exponential  H(t) = pieces(t)
///   cured > 0              H(t) = -log(cured + (1 - cured) e^-H0(t)), H0 as
///                          above (Berkson & Gage 1952)
struct EventTimeModel {
  Family family = Family::exponential;  ///< never `cure`: see `cured`
  double shape = 1.0;                   ///< [1]
  double scale = 1.0;                   ///< [days]
  PiecewiseLinear pieces;               ///< [days] -> [1]
  double cured = 0.0;                   ///< share without any event, [0, 1)

  /// Whether a time is a unit exponential times the scale.
  [[nodiscard]] bool is_exponential() const;
  [[nodiscard]] double cumulative_hazard(double days) const;
  [[nodiscard]] double hazard(double days) const;  ///< [1/day], days > 0
  /// H^-1 of each, in place: [1] -> [days], huge or +inf where never.
  void event_times(std::span<double> hazards) const;
};

/// A share of an arm whose hazard is `hazard_ratio` times the reference's.
struct HazardGroup {
  double share;         ///< > 0; the shares of an arm sum to 1
  double hazard_ratio;  ///< > 0
};

/// Cumulative hazard h of the reference group, where its frailty is 1, at which
/// the whole arm's survival is `survival` in (0, 1): sum of share
/// E e^(-Z hazard_ratio h).
[[nodiscard]] double reference_hazard(double survival,
                                      std::span<const HazardGroup> arm,
                                      const FrailtyMixture& frailty = {});

/// The reference group's model, where its frailty is 1, such that the whole arm
/// is as `spec` states.
/// \throws PreconditionError if `spec` doesn't determine a model.
[[nodiscard]] EventTimeModel reference_model(
    const ModelSpec& spec, std::span<const HazardGroup> arm,
    const FrailtyMixture& frailty = {});

}  // namespace rehearse
