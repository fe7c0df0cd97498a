#pragma once

#include <span>
#include <vector>

#include "rehearse/endpoint/event_time_model.hpp"
#include "rehearse/endpoint/model_spec.hpp"
#include "rehearse/endpoint/piecewise_linear.hpp"

namespace rehearse {

struct Scenario;

/// The arms of a trial whose control's event times are known, and what the
/// others differ by.
struct ArmEffects {
  std::vector<double> share;  ///< of the participants, by arm [1], sum 1
  /// Of each experimental arm: the hazard ratio by time since randomization,
  /// before the multiplier.
  std::vector<std::vector<EffectPeriod>> periods;
};

/// As the scenario states them. An arm that has a model, or an effect by level,
/// of its own has the ratio of its and the control's mean hazard in each of
/// twelve periods between quantiles of the control's event times.
[[nodiscard]] ArmEffects arm_effects(const Scenario& scenario);

/// Event times of every arm, 0 control: H(t) = multiplier g(H0(t)) in an
/// experimental one, g as in `ArmModels`.
class ArmHazards {
 public:
  /// `multiplier` of the hazard in every experimental arm [1].
  ArmHazards(EventTimeModel control, const ArmEffects& effects,
             double multiplier);

  [[nodiscard]] double cumulative_hazard(std::size_t arm, double days) const;
  [[nodiscard]] double hazard(std::size_t arm, double days) const;  ///< [1/day]
  /// The time at which the arm's cumulative hazard is `hazard` [days], huge or
  /// +inf where it never is.
  [[nodiscard]] double time_of(std::size_t arm, double hazard) const;
  /// Whether all arms are the same.
  [[nodiscard]] bool is_one() const { return is_one_; }
  [[nodiscard]] const EventTimeModel& control() const { return control_; }

 private:
  EventTimeModel control_;
  std::vector<PiecewiseLinear> effects_;  // the multiplier is in
  bool is_one_ = true;
};

}  // namespace rehearse
