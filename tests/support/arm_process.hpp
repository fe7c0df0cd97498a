#pragma once

#include "rehearse/design/trial_process.hpp"

namespace rehearse {

/// From functions of the time, a hazard and a survival.
template <class Hazard, class Survival>
ArmProcess arm_process(const Hazard& hazard, const Survival& survival,
                       double dropout_hazard = 0.0) {
  return {[=](double time) {
            return EventAt{hazard(time), survival(time)};
          },
          dropout_hazard};
}

}  // namespace rehearse
