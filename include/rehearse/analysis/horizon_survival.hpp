#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "rehearse/analysis/tick_times.hpp"
#include "rehearse/trial/observation_key.hpp"

namespace rehearse {

struct Estimate {
  double value = 0.0;
  double variance = 0.0;
};

/// Kaplan-Meier curves of both arms up to a horizon.
///
/// Variances are Greenwood's (1926): of S, S^2 sum of d / (n (n - d)); of the
/// restricted mean survival time, the area A under S up to the horizon, the sum
/// of (A - area up to the event)^2 d / (n (n - d)), Irwin (1949), J. Hyg.
/// 47:188, Karrison (1987), JASA 82:1169. They are 0 for the time at which all
/// who are left have the event.
///
/// Strata: each arm's mean over the strata with the weights n0 n1 / (n0 + n1),
/// n the participants of each arm in the stratum (Cochran 1954, Biometrics
/// 10:417), the same weights for both arms: their difference is the weighted
/// mean of the strata's. With a constant ratio that is the share of the
/// stratum; a stratum without one arm says nothing and has weight 0. Unlike
/// weights by inverse variance, they estimate the same quantity in every
/// sample, and a stratum without events doesn't take all the weight.
struct HorizonSurvival {
  std::array<Estimate, arm_count> survival;  ///< at the horizon [1]
  std::array<Estimate, arm_count> rmst;      ///< [the unit of the times]
  /// An arm's last time, in some stratum, is a censoring before the horizon:
  /// its curve is taken to stay as it is up to there.
  bool carried_forward = false;
};

/// Memory, sized once and used again. One for each thread.
struct HorizonWorkspace {
  /// An arm's curve within a stratum, as far as the pass has come.
  struct Curve {
    double participants = 0.0;
    double at_risk = 0.0;
    double survival = 1.0;
    double until = 0.0;  ///< time up to which `area` is
    double area = 0.0;
    /// Sums of d / (n (n - d)) times 1, the area so far, and its square.
    std::array<double, 3> greenwood{};
  };
  std::vector<std::array<Curve, arm_count>> strata;
};

/// `horizon` > 0 in the unit of `times`; `sorted` ascending, every stratum
/// below `strata`.
[[nodiscard]] HorizonSurvival horizon_survival(
    std::span<const ObservationKey> sorted, std::size_t strata,
    const TickTimes& times, double horizon, HorizonWorkspace& workspace);

/// Experimental against control, positive z favours experimental.
struct SurvivalContrast {
  double estimate = 0.0;
  double se = 0.0;               ///< of the estimate; of a ratio, of its log
  std::array<double, 2> ci95{};  ///< Wald; of a ratio, on the log scale
  double z = 0.0;                ///< 0 where the data hold no information
};

[[nodiscard]] SurvivalContrast difference(
    const std::array<Estimate, arm_count>& arms);

/// By the delta method on the log scale; NaN and z = 0 where an arm's value
/// is 0.
[[nodiscard]] SurvivalContrast ratio(
    const std::array<Estimate, arm_count>& arms);

}  // namespace rehearse
