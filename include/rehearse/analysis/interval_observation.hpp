#pragma once

#include <cstdint>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// What is known of a participant's event: it happened in (left, right], as
/// where a scan at `left` showed none and one at `right` did. Seen at `left`
/// exactly if right = left; not seen until `left` (right-censored) if right is
/// +inf. 0 <= left <= right, left finite, in any unit of time.
struct IntervalObservation {
  double left = 0.0;
  double right = 0.0;
  std::uint32_t stratum = 0;
  Role arm = Role::control;
};

}  // namespace rehearse
