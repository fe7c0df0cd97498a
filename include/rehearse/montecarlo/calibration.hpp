#pragma once

#include <cstdint>
#include <stdexcept>

#include "rehearse/montecarlo/estimate_power.hpp"

namespace rehearse {

/// The disease behind what a committee observes: the latent control median and
/// hazard ratio under which the mean over simulated trials of the committee's
/// Kaplan-Meier median of the control arm, and the geometric mean of its Cox
/// hazard ratio, both at the last look, are those stated.
struct Calibration {
  double latent_median = 0.0;  ///< of the whole control arm [days]
  double latent_median_mcse = 0.0;
  double latent_hazard_ratio = 0.0;
  double latent_hazard_ratio_mcse = 0.0;
  MeanEstimate observed_median;            ///< of the committee, there [days]
  MeanEstimate observed_log_hazard_ratio;  ///< the same
  std::uint64_t replicates = 0;            ///< simulated at each step
  bool interrupted = false;                ///< nothing above holds
};

/// Trials that each step simulates, on the same random numbers throughout.
inline constexpr std::uint64_t calibration_replicates = 20'480;

/// To how close the latent values are solved for, relative: far below their
/// Monte Carlo error.
inline constexpr double calibration_tolerance = 1e-4;

/// No disease gives what is stated: `what` says why, and what to do.
class CalibrationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Solves for the disease of a scenario whose stated effect is what the
/// committee observes. Median and hazard ratio in turn, each by Alefeld, Potra
/// & Shi's algorithm 748 (1995, ACM TOMS 21:327). Progress counts the
/// replicates of all steps; how many there will be is not known.
/// \throws CalibrationError where in more than 1% of the trials the observed
/// median isn't reached, or there is no solution near.
[[nodiscard]] Calibration calibrate(const Scenario& scenario,
                                    const RunOptions& options);

/// The scenario with the disease that was solved for.
[[nodiscard]] Scenario with_latent_effect(const Scenario& scenario,
                                          const Calibration& calibration);

}  // namespace rehearse
