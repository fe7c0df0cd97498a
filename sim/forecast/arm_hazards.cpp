#include "rehearse/forecast/arm_hazards.hpp"

#include <algorithm>
#include <array>
#include <boost/math/tools/roots.hpp>
#include <cmath>

#include "rehearse/endpoint/arm_model.hpp"
#include "rehearse/trial/trial_plan.hpp"

namespace rehearse {
namespace {

constexpr int average_periods = 12;

// Ratio of mean hazards between times at which equal shares of those have
// had the event who have it within `horizon`.
std::vector<EffectPeriod> average_effect(const ArmModels& arms,
                                         std::size_t arm) {
  const auto hazard = [&](std::size_t a, double days) {
    return -std::log(arms.survival(a, days));
  };
  constexpr double horizon = 40.0 * 365.25;  // [days]
  const double events = 1.0 - arms.survival(0, horizon);
  std::vector<EffectPeriod> periods;
  double start = 0.0;
  for (int k = 1; k <= average_periods; ++k) {
    const double survival = 1.0 - events * k / (average_periods + 0.5);
    std::uintmax_t iterations = 200;
    const double end =
        boost::math::tools::bisect(
            [&](double t) { return arms.survival(0, t) - survival; }, start,
            horizon, boost::math::tools::eps_tolerance<double>(30), iterations)
            .second;
    const double control = hazard(0, end) - hazard(0, start);
    if (control <= 0.0) continue;
    periods.push_back({end, (hazard(arm, end) - hazard(arm, start)) / control});
    start = end;
  }
  periods.back().until = unbounded;
  return periods;
}

std::vector<EffectPeriod> periods_of(const Scenario& scenario,
                                     std::size_t arm) {
  const EndpointPlan& endpoint = scenario.endpoint;
  return arm < arm_count ? endpoint.effect
                         : endpoint.further[arm - arm_count].periods;
}

}  // namespace

ArmEffects arm_effects(const Scenario& scenario) {
  ArmEffects effects;
  double total = 0.0;
  for (const Arm& arm : scenario.arms) total += arm.allocation;
  for (const Arm& arm : scenario.arms)
    effects.share.push_back(arm.allocation / total);
  std::optional<TrialPlan> plan;  // where an effect isn't stated by periods
  for (std::size_t arm = 1; arm < scenario.arms.size(); ++arm) {
    effects.periods.push_back(periods_of(scenario, arm));
    if (!effects.periods.back().empty()) continue;
    if (!plan) plan.emplace(scenario);
    effects.periods.back() = average_effect(plan->arms, arm);
  }
  return effects;
}

ArmHazards::ArmHazards(EventTimeModel control, const ArmEffects& effects,
                       double multiplier)
    : control_(std::move(control)) {
  for (std::vector<EffectPeriod> periods : effects.periods) {
    for (EffectPeriod& period : periods) period.hazard_ratio *= multiplier;
    effects_.push_back(effect_on_hazard(periods, control_));
    is_one_ = is_one_ && effects_.back().is_linear() &&
              effects_.back().slope(0.0) == 1.0;
  }
}

double ArmHazards::cumulative_hazard(std::size_t arm, double days) const {
  const double control = control_.cumulative_hazard(days);
  return arm == 0 ? control : effects_[arm - 1].value(control);
}

double ArmHazards::hazard(std::size_t arm, double days) const {
  const double control = control_.hazard(days);
  if (arm == 0) return control;
  return control * effects_[arm - 1].slope(control_.cumulative_hazard(days));
}

double ArmHazards::time_of(std::size_t arm, double hazard) const {
  double time = arm == 0 ? hazard : effects_[arm - 1].inverse(hazard);
  control_.event_times({&time, 1});
  return time;
}

}  // namespace rehearse
