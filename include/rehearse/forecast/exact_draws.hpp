#pragma once

#include <span>
#include <vector>

#include "rehearse/forecast/arm_hazards.hpp"
#include "rehearse/forecast/future_course.hpp"
#include "rehearse/forecast/ongoing_trial.hpp"
#include "rehearse/random/word_stream.hpp"

namespace rehearse {

/// Courses of participants whose events are seen when they happen, by their
/// law given what is known: T given T > t is H^-1(H(t) + E), E a unit
/// exponential; of an arm that isn't known, first the arm, in proportion to its
/// share times its survival to t.
class ExactDraws {
 public:
  /// Keeps `trial` by reference. `drawn`: participants whose course is asked
  /// for. `shares`: of each arm [1].
  ExactDraws(const OngoingTrial& trial, std::span<const std::size_t> drawn,
             std::span<const double> shares);

  void begin(const ArmHazards& hazards);
  /// Of the `place`-th of those drawn.
  [[nodiscard]] FutureCourse draw(std::size_t place, WordStream& words) const;
  /// Of one who is still to enter.
  [[nodiscard]] FutureCourse draw_new(WordStream& words) const;

 private:
  const OngoingTrial& trial_;
  std::vector<std::size_t> drawn_;
  std::vector<double> shares_;
  const ArmHazards* hazards_ = nullptr;
  std::vector<double> survived_;    // cumulative hazard, by participant and arm
  std::vector<double> cumulative_;  // weight of arms up to this one, the same
};

}  // namespace rehearse
