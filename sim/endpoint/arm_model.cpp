#include "rehearse/endpoint/arm_model.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/endpoint/column_math.hpp"

namespace rehearse {

namespace {

// With hazard ratio HR(t) the experimental cumulative hazard is a function of
// the control's alone: slope HR_i between the control's cumulative hazards at
// the ends of period i. So any effect acts on any control model.
PiecewiseLinear effect_on_hazard(std::span<const EffectPeriod> effect,
                                 const EventTimeModel& control) {
  std::vector<LinearPiece> pieces;
  double start = 0.0;
  for (const auto& [until, ratio] : effect) {
    // A period in which nobody in the control arm can have an event is empty.
    if (!pieces.empty() && start <= pieces.back().start) pieces.pop_back();
    pieces.push_back({start, ratio});
    start = std::isfinite(until) ? control.cumulative_hazard(until) : start;
  }
  return PiecewiseLinear{pieces};
}

// times <- others where the participant's arm is experimental.
void take_experimental(std::span<const std::uint8_t> arms,
                       std::span<const double> others,
                       std::span<double> times) {
  for (std::size_t i = 0; i < times.size(); ++i)
    times[i] = arms[i] != 0 ? others[i] : times[i];
}

}  // namespace

ArmModels::ArmModels(const ModelSpec& control,
                     std::span<const EffectPeriod> effect,
                     const std::optional<ModelSpec>& experimental,
                     std::span<const HazardGroup> groups)
    : control_(reference_model(control, groups)),
      groups_(groups.begin(), groups.end()) {
  expect(effect.empty() == experimental.has_value(),
         "an experimental arm has either an effect or a model of its own");
  if (experimental)
    experimental_ = reference_model(*experimental, groups);
  else
    effect_ = effect_on_hazard(effect, control_);
  const double ratio = proportional_hazard_ratio().value_or(1.0);
  for (const HazardGroup& group : groups_) {
    inverse_ratio_.push_back(1.0 / group.hazard_ratio);
    inverse_ratio_.push_back(1.0 / (group.hazard_ratio * ratio));
  }
}

std::optional<double> ArmModels::proportional_hazard_ratio() const {
  if (experimental_ || !effect_.is_linear()) return std::nullopt;
  return effect_.slope(0.0);
}

double ArmModels::cumulative_hazard(std::size_t arm, double days) const {
  if (arm == 0) return control_.cumulative_hazard(days);
  if (experimental_) return experimental_->cumulative_hazard(days);
  return effect_.value(control_.cumulative_hazard(days));
}

double ArmModels::hazard(std::size_t arm, double days) const {
  if (arm == 0) return control_.hazard(days);
  if (experimental_) return experimental_->hazard(days);
  return control_.hazard(days) *
         effect_.slope(control_.cumulative_hazard(days));
}

double ArmModels::survival(std::size_t arm, double days) const {
  const double h = cumulative_hazard(arm, days);
  double sum = 0.0;
  for (const auto& [share, ratio] : groups_)
    sum += share * std::exp(-ratio * h);
  return sum;
}

void ArmModels::event_times(std::span<const std::uint32_t> cells,
                            std::span<const std::uint8_t> arms,
                            std::span<double> times,
                            std::span<double> scratch) const {
  const bool one_model = !experimental_ && effect_.is_linear();
  const bool at_once = one_model && control_.is_exponential();
  scale_by_group(times, cells, arms, inverse_ratio_,
                 at_once ? control_.scale : 1.0);
  if (at_once) return;
  if (!one_model) {
    std::ranges::copy(times, scratch.begin());
    if (experimental_) {
      experimental_->event_times(scratch);
    } else {
      effect_.invert(scratch);
      control_.event_times(scratch);
    }
  }
  control_.event_times(times);
  if (!one_model) take_experimental(arms, scratch, times);
}

}  // namespace rehearse
