#pragma once

#include <array>
#include <cstdint>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// What one replicate gave at one look. Arms by role. Times in days.
struct LookResult {
  bool reached = false;  ///< the trigger occurred
  bool reject = false;   ///< z is beyond the bound, whatever came before
  bool first_rejection = false;  ///< ... and no earlier look rejected
  std::uint32_t events = 0;
  std::array<std::uint32_t, arm_count> events_by_arm{};
  std::uint32_t participants = 0;  ///< entered before the cut
  double analysis_time = 0.0;      ///< of the cut, since enrolment opened
  double z = 0.0;                  ///< positive favours experimental; 0 if
                                   ///< there is no information
  double efficacy_z = 0.0;         ///< the bound used; +inf: may not stop
  double hazard_ratio = 0.0;       ///< Cox; 0 or +inf where monotone
  std::array<double, arm_count> median{};  ///< Kaplan-Meier; +inf: unreached
};

}  // namespace rehearse
