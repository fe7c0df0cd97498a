#pragma once

#include "rehearse/forecast/course_library.hpp"
#include "unit/forecast/trials.hpp"

namespace rehearse::test {

/// `plain_scenario`, scanned every 42 days on the day by readers who err
/// nowhere.
inline Scenario scanned_scenario() {
  Scenario s = plain_scenario();
  s.review.emplace();
  const ArmAssessment arm{
      ScanSchedule{std::vector<ScanInterval>{{42, unbounded}}, 0}, 0.0, {}, {}};
  s.review->assessment.arms = {arm, arm};
  return s;
}

inline constexpr double rate = 1.0 / 400.0;  // [1/day]

/// Both arms exponential, the experimental one's hazard `ratio` times the
/// other's.
inline ArmHazards exponential_arms(double ratio = 1.0) {
  EventTimeModel control;
  control.scale = 1.0 / rate;
  return {control, {{0.5, 0.5}, {{{unbounded, ratio}}}}, 1.0};
}

}  // namespace rehearse::test
