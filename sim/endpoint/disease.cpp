#include "rehearse/endpoint/disease.hpp"

#include <algorithm>
#include <array>

#include "rehearse/core/time_grid.hpp"

namespace rehearse {

DiseaseModel::DiseaseModel(const DeathModel& model, std::size_t arms)
    : dies_after_(model.follows_progression()),
      after_hazard_(model.after_progression_hazard),
      switching_(dies_after_ ? model.switching : std::nullopt) {
  for (std::size_t arm = 0; arm < arms; ++arm) {
    const ArmDeath own = arm < model.arms.size() ? model.arms[arm] : ArmDeath{};
    const double ratio = arm == 0 ? 1.0 : model.after_progression_hazard_ratio;
    arms_.push_back(
        {own.first_event_fraction.value_or(model.first_event_fraction),
         own.after_progression_hazard_ratio.value_or(ratio)});
    needs_cause_ = needs_cause_ || arms_.back().first_event_fraction > 0.0;
  }
  if (!model.after_progression) return;
  constexpr std::array everybody{HazardGroup{1.0, 1.0}};
  after_ = reference_model(*model.after_progression, everybody);
}

double DiseaseModel::time_after(double hazard) const {
  if (!after_) return hazard / after_hazard_;
  std::array<double, 1> time{hazard};
  after_->event_times(time);
  return time[0];
}

double DiseaseModel::death_after_switch(const CourseDraws& draws,
                                        double switched) const {
  const double since = switched - draws.pfs;
  if (switching_->acceleration != 1.0)
    return switched +
           switching_->acceleration * (time_after(draws.after) - since);
  const double before =
      after_ ? after_->cumulative_hazard(since) : since * after_hazard_;
  return draws.pfs +
         time_after(before + (draws.after - before) / switching_->hazard_ratio);
}

// Who switches is of the control arm, whose hazard ratio after progression is
// 1.
DiseaseCourse DiseaseModel::course(const CourseDraws& draws) const {
  const double pfs = draws.pfs;
  const auto& [fraction, ratio] = arms_[draws.arm];
  if (pfs >= never) return {never, never, never, never};
  if (draws.cause <= fraction) return {never, pfs, never, pfs};
  if (!dies_after_) return {pfs, never, never, never};
  const double death = duration_on_grid(pfs + time_after(draws.after / ratio));
  if (switching_ && draws.arm == 0 &&
      draws.switches <= switching_->probability) {
    const double available = switching_->available_from - draws.entry;
    const double switched = duration_on_grid(
        std::max(pfs, available) + draws.delay * switching_->delay_mean);
    if (switched < death)
      return {pfs, duration_on_grid(death_after_switch(draws, switched)),
              switched, death};
  }
  return {pfs, death, never, death};
}

}  // namespace rehearse
