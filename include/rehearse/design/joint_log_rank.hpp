#pragma once

#include <array>
#include <functional>
#include <vector>

#include "rehearse/design/illness_death.hpp"
#include "rehearse/design/trial_process.hpp"

namespace rehearse {

/// A trial of PFS and OS of the same participants. Dropout ends both.
struct IllnessDeathTrial {
  double participants = 0.0;
  std::array<double, arm_count> allocation{0.5, 0.5};  ///< shares by role
  std::array<IllnessDeath, arm_count> arms;            ///< by role
  std::array<double, arm_count> dropout_hazard{};      ///< [1/time]
  /// As `TrialProcess` has them.
  std::function<double(double)> entered_share;
  std::vector<double> entry_breakpoints;
};

/// Entry at a constant rate over `duration` > 0, for the last two.
void enrol_uniformly(IllnessDeathTrial& trial, double duration);

/// The trial as its PFS and its OS see it, for `logrank_moments`,
/// `time_of_events` and all else that takes one endpoint.
[[nodiscard]] TrialProcess pfs_trial(const IllnessDeathTrial& trial);
[[nodiscard]] TrialProcess os_trial(const IllnessDeathTrial& trial);

/// What the log-rank tests of PFS and of OS, each at its own cut, are expected
/// to see together. Moments are for one stratum; those of several add up.
struct JointLogrank {
  LogrankMoments pfs;
  LogrankMoments os;
  double covariance = 0.0;  ///< of the two scores

  [[nodiscard]] double correlation() const;  ///< of the two z
};

/// Moments of both scores and their covariance (README.md has its derivation):
/// with z = 0, 1 the arm, its share π, F the entered share, δ the dropout
/// hazard, p the share of those at risk that is experimental,
///
///   covariance  N Σ π_z [ ∫ F(min(c1, c2) - s) e^(-δs) (z - p1(s)) (z - p2(s))
///                           S_P(s) h02(s) ds
///     + ∫∫_{s<u} F(min(c1 - s, c2 - u)) e^(-δu) (z - p1(s)) (z - p2(u))
///                           (a(s, u) + h_P(s) ∫_0^s a(v, u) dv) ds du ]
///   a(s, u) = S_P(s) h01(s) G(s, u) (h12(s, u) - h_O(u))
///
/// exact in large trials under no difference (both arms the same), and under
/// alternatives as near to it as the variances of `logrank_moments` are.
/// Relative error about 1e-8 where hazards are smooth between breakpoints.
[[nodiscard]] JointLogrank joint_logrank_moments(const IllnessDeathTrial& trial,
                                                 double pfs_cut, double os_cut);

/// P(z of PFS >= its bound), of OS, of both and of either, z being normal with
/// mean score / sqrt(information), variance 1 and that correlation.
struct JointPower {
  double pfs;
  double os;
  double both;
  double either;
};
[[nodiscard]] JointPower joint_power(const JointLogrank& tests,
                                     double pfs_bound, double os_bound);

}  // namespace rehearse
