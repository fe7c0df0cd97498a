#pragma once

#include <array>
#include <cstdint>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Why a trial stops.
enum class Stop : std::uint8_t { none, efficacy, futility, harm };

/// What one replicate gave at one look. Arms by role. Times in days.
struct LookResult {
  bool reached = false;    ///< the trigger occurred
  bool informed = false;   ///< the test's statistic can vary: where it can't,
                           ///< nothing stops for it
  bool reject = false;     ///< beyond the efficacy bound, whatever came before
  bool futility = false;   ///< beyond the futility bound, and not rejected
  bool harm = false;       ///< at or below the harm bound
  Stop stop = Stop::none;  ///< the trial stops here for this, not earlier; at
                           ///< the last look `none` is its end without more
  bool over = false;   ///< another hypothesis's harm stopped the trial before
  double level = 0.0;  ///< alpha that the hypothesis had here, one-sided
  double rejected_at = 0.0;  ///< when it was, if after the look (by look-back)
  std::uint32_t events = 0;
  std::array<std::uint32_t, arm_count> events_by_arm{};
  std::uint32_t participants = 0;  ///< entered before the cut
  double analysis_time = 0.0;      ///< of the cut, since enrolment opened
  double z = 0.0;                  ///< positive favours experimental; 0 if
                                   ///< there is no information
  double efficacy_z = 0.0;    ///< the bound used; +inf: may not stop; NaN: of
                              ///< MaxCombo, decided without it
  double futility_z = 0.0;    ///< -inf: may not stop
  double hazard_ratio = 0.0;  ///< Cox; 0 or +inf where monotone, NaN where
                              ///< no event compares the arms
  double log_hazard_ratio = 0.0;           ///< of it
  double log_hazard_ratio_se = 0.0;        ///< Wald; NaN where monotone
  std::array<double, arm_count> median{};  ///< Kaplan-Meier; +inf: unreached
};

}  // namespace rehearse
