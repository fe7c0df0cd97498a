#pragma once

#include <limits>
#include <optional>
#include <vector>

namespace rehearse {

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

enum class Family {
  exponential,
  weibull,
  piecewise_exponential,
  log_logistic,
  log_normal,
  cure,
};

/// S(at) = probability.
struct Landmark {
  double at;           ///< [days]
  double probability;  ///< in (0, 1)
  friend bool operator==(const Landmark&, const Landmark&) = default;
};

/// A constant hazard until a time; the last period is unbounded.
struct HazardPeriod {
  double until = unbounded;  ///< [days]
  double hazard = 0.0;       ///< [1/day]
  friend bool operator==(const HazardPeriod&, const HazardPeriod&) = default;
};

/// An event-time model as a protocol states it (domain.md §1): which of the
/// parameters are given decides what is solved for. `median` and `survival`
/// are those of the whole arm; `hazard`, `scale` and `periods` are those of
/// the factors' reference levels.
struct ModelSpec {
  Family family = Family::exponential;
  std::optional<double> median;       ///< [days]
  std::optional<double> hazard;       ///< [1/day], exponential
  std::vector<Landmark> survival;     ///< one: exponential; two: Weibull
  std::optional<double> shape;        ///< [1], Weibull and log-logistic
  std::optional<double> scale;        ///< [days], Weibull
  std::optional<double> sigma;        ///< [1], log-normal: sd of log time
  std::vector<HazardPeriod> periods;  ///< piecewise exponential
  std::optional<double> cured;        ///< [1], cure: share never to progress
  std::vector<ModelSpec> uncured;     ///< cure: none or one, of the others
  friend bool operator==(const ModelSpec&, const ModelSpec&) = default;
};

/// The treatment's hazard ratio (experimental / control) until a time since
/// randomization.
struct EffectPeriod {
  double until = unbounded;   ///< [days]
  double hazard_ratio = 1.0;  ///< [1], > 0
};

/// What makes an experimental arm another than the control: one of the three.
struct ArmEffect {
  std::vector<EffectPeriod> periods;  ///< the last unbounded
  std::optional<ModelSpec> model;     ///< of its own
  std::vector<double> by_group;  ///< hazard ratio within each group [1], > 0
};

}  // namespace rehearse
