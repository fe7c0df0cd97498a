#pragma once

#include <functional>
#include <limits>
#include <vector>

#include "rehearse/design/trial_process.hpp"

namespace rehearse {

/// Hazard of a transition. Any unit of time, the same in the whole model.
struct TransitionHazard {
  std::function<double(double)> hazard;      ///< [1/time], time > 0
  std::function<double(double)> cumulative;  ///< its integral from 0 [1]
};
[[nodiscard]] TransitionHazard constant_hazard(double rate);

/// From where the hazard of death after progression counts time. With a
/// constant one it makes no difference.
enum class DeathClock {
  progression,  ///< clock reset, semi-Markov
  entry,        ///< Markov
};

/// Illness-death model of one arm: states 0 alive without progression, 1 alive
/// after it, 2 dead. PFS is the time in state 0, OS the time to state 2.
/// Fleischer, Gaschler-Markefski & Bluhmki (2009), Statist. Med. 28:2669;
/// Meller, Beyersmann & Rufibach (2019), Statist. Med. 38:4270. With
///
///   S_P(t) = exp(-H01(t) - H02(t))
///   G(s, t) = exp(-H12(t - s)), Markov exp(-(H12(t) - H12(s)))
///   S_O(t) = S_P(t) + ∫_0^t S_P(s) h01(s) G(s, t) ds
struct IllnessDeath {
  TransitionHazard progression;  ///< 0 -> 1
  TransitionHazard death_first;  ///< 0 -> 2
  TransitionHazard death_after;  ///< 1 -> 2
  DeathClock clock = DeathClock::progression;
  /// Times at which a hazard changes its form, ascending: since entry of the
  /// first two, of the third by its own clock.
  std::vector<double> breakpoints{};
  std::vector<double> after_breakpoints{};

  /// P(alive at `time`), progression having been at `progressed` <= time.
  [[nodiscard]] double survival_after(double progressed, double time) const;
  /// Hazard of death then; 0 where it is unbounded, at its clock's 0 alone.
  [[nodiscard]] double hazard_after(double progressed, double time) const;
};

/// P(PFS > time), its hazard [1/time].
[[nodiscard]] double pfs_survival(const IllnessDeath& model, double time);
[[nodiscard]] double pfs_hazard(const IllnessDeath& model, double time);

/// P(OS > time) and the density of OS [1/time], by quadrature: relative error
/// about 1e-11 where hazards are smooth between breakpoints.
struct OverallSurvival {
  double survival;
  double density;
  [[nodiscard]] double hazard() const;  ///< [1/time]; 0 where nobody lives
};
[[nodiscard]] OverallSurvival overall_survival(const IllnessDeath& model,
                                               double time);

/// PFS and OS as an arm of a trial. `model` is copied.
[[nodiscard]] ArmProcess pfs_process(IllnessDeath model,
                                     double dropout_hazard = 0.0);
[[nodiscard]] ArmProcess os_process(IllnessDeath model,
                                    double dropout_hazard = 0.0);

/// Time at which the arm's survival is 1/2; +inf if it never is.
[[nodiscard]] double median_time(const ArmProcess& arm);

/// Moments of PFS and OS in a trial without end. Hazards such that they exist.
struct EventTimeMoments {
  double pfs_mean;
  double pfs_variance;
  double os_mean;
  double os_variance;
  double covariance;
  [[nodiscard]] double correlation() const;
};
[[nodiscard]] EventTimeMoments event_time_moments(const IllnessDeath& model);

/// Average hazard ratio, experimental / control, up to `until`:
///
///   ∫ h1 / (h0 + h1) dW / ∫ h0 / (h0 + h1) dW,  W = 1 - (S0 S1)^(1/2)
///
/// = ∫ h1 (S0 S1)^(1/2) dt / ∫ h0 (S0 S1)^(1/2) dt. Kalbfleisch & Prentice
/// (1981), Biometrika 68:105, with their weight of exponent 1/2.
[[nodiscard]] double average_hazard_ratio(
    const ArmProcess& control, const ArmProcess& experimental,
    double until = std::numeric_limits<double>::infinity());

}  // namespace rehearse
