#include "rehearse/endpoint/arm_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "rehearse/core/expect.hpp"
#include "rehearse/endpoint/column_math.hpp"

namespace rehearse {

namespace {

// times <- others where the participant's arm is experimental.
void take_experimental(std::span<const std::uint8_t> arms,
                       std::span<const double> others,
                       std::span<double> times) {
  for (std::size_t i = 0; i < times.size(); ++i)
    times[i] = arms[i] != 0 ? others[i] : times[i];
}

std::vector<ArmEffect> one_effect(std::span<const EffectPeriod> effect,
                                  const std::optional<ModelSpec>& model) {
  return {{{effect.begin(), effect.end()}, model, {}}};
}

}  // namespace

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

ArmModels::ArmModels(const ModelSpec& control,
                     std::span<const EffectPeriod> effect,
                     const std::optional<ModelSpec>& experimental,
                     std::span<const HazardGroup> groups)
    : ArmModels(control, one_effect(effect, experimental), groups) {}

ArmModels::ArmModels(const ModelSpec& control,
                     std::span<const ArmEffect> effects,
                     std::span<const HazardGroup> groups,
                     const FrailtyMixture& frailty)
    : control_(reference_model(control, groups, frailty)),
      groups_(groups.begin(), groups.end()),
      frailty_(frailty) {
  constexpr std::array no_effect{EffectPeriod{}};
  for (const auto& [periods, model, by_group] : effects) {
    const int ways = (periods.empty() ? 0 : 1) + (model ? 1 : 0) +
                     (by_group.empty() ? 0 : 1);
    expect(ways == 1,
           "an experimental arm has either an effect or a model of its own");
    Experimental& arm = experimental_.emplace_back();
    arm.by_group = by_group;
    if (model)
      arm.model = reference_model(*model, groups, frailty);
    else
      arm.effect = effect_on_hazard(
          by_group.empty() ? std::span{periods} : std::span{no_effect},
          control_);
  }
  for (std::size_t arm = 1; arm <= experimental_.size(); ++arm)
    one_model_ = one_model_ && is_proportional(arm);
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    inverse_ratio_.push_back(1.0 / groups_[g].hazard_ratio);
    for (std::size_t arm = 1; arm <= experimental_.size(); ++arm) {
      const double ratio = of(arm).by_group.empty()
                               ? proportional_hazard_ratio(arm).value_or(1.0)
                               : of(arm).by_group[g];
      inverse_ratio_.push_back(1.0 / (groups_[g].hazard_ratio * ratio));
    }
  }
}

bool ArmModels::is_proportional(std::size_t arm) const {
  return !of(arm).model && of(arm).effect.is_linear();
}

std::optional<double> ArmModels::proportional_hazard_ratio(
    std::size_t arm) const {
  if (!is_proportional(arm) || !of(arm).by_group.empty()) return std::nullopt;
  return of(arm).effect.slope(0.0);
}

double ArmModels::cumulative_hazard(std::size_t arm, double days) const {
  if (arm == 0) return control_.cumulative_hazard(days);
  if (of(arm).model) return of(arm).model->cumulative_hazard(days);
  return of(arm).effect.value(control_.cumulative_hazard(days));
}

double ArmModels::hazard(std::size_t arm, double days) const {
  if (arm == 0) return control_.hazard(days);
  if (of(arm).model) return of(arm).model->hazard(days);
  return control_.hazard(days) *
         of(arm).effect.slope(control_.cumulative_hazard(days));
}

double ArmModels::survival(std::size_t arm, double days) const {
  const double h = cumulative_hazard(arm, days);
  double sum = 0.0;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const bool by_group = arm > 0 && !of(arm).by_group.empty();
    const double effect = by_group ? of(arm).by_group[g] : 1.0;
    sum += groups_[g].share *
           frailty_.survival(groups_[g].hazard_ratio * effect * h);
  }
  return sum;
}

void ArmModels::times_of(std::size_t arm, std::span<double> hazards) const {
  if (arm > 0 && of(arm).model) return of(arm).model->event_times(hazards);
  if (arm > 0 && !is_proportional(arm)) of(arm).effect.invert(hazards);
  control_.event_times(hazards);
}

// Each arm's participants side by side in `scratch`, and back.
void ArmModels::times_of_each(std::span<const std::uint8_t> arms,
                              std::span<double> times,
                              std::span<double> scratch) const {
  for (std::size_t arm = 0; arm <= experimental_.size(); ++arm) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < times.size(); ++i)
      if (arms[i] == arm) scratch[count++] = times[i];
    times_of(arm, scratch.first(count));
    count = 0;
    for (std::size_t i = 0; i < times.size(); ++i)
      if (arms[i] == arm) times[i] = scratch[count++];
  }
}

void ArmModels::event_times(std::span<const std::uint32_t> cells,
                            std::span<const std::uint8_t> arms,
                            std::span<double> times,
                            std::span<double> scratch) const {
  const bool at_once = one_model_ && control_.is_exponential();
  scale_by_group(times, cells, arms, inverse_ratio_, experimental_.size() + 1,
                 at_once ? control_.scale : 1.0);
  if (at_once) return;
  if (one_model_) return control_.event_times(times);
  if (experimental_.size() > 1) return times_of_each(arms, times, scratch);
  std::ranges::copy(times, scratch.begin());
  times_of(1, scratch.first(times.size()));
  control_.event_times(times);
  take_experimental(arms, scratch, times);
}

}  // namespace rehearse
