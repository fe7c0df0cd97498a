#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/endpoint/event_time_model.hpp"

namespace rehearse {

/// The cumulative hazard of an arm with these hazard ratios as a function of
/// the control's: any effect acts on any control model so.
[[nodiscard]] PiecewiseLinear effect_on_hazard(
    std::span<const EffectPeriod> effect, const EventTimeModel& control);

/// Event times of all arms, within each group of participants (a cell of
/// factor levels), whose hazard is a multiple of the reference's. Arms: 0
/// control, 1 and on experimental.
class ArmModels {
 public:
  /// `groups`: share and prognostic hazard ratio of each cell, in the cells'
  /// order. `effects`: of each experimental arm. What is stated of a whole arm
  /// is mixed over the frailty too.
  ArmModels(const ModelSpec& control, std::span<const ArmEffect> effects,
            std::span<const HazardGroup> groups,
            const FrailtyMixture& frailty = {});
  /// Of one experimental arm: either `effect` (last period unbounded) or
  /// `experimental` is given.
  ArmModels(const ModelSpec& control, std::span<const EffectPeriod> effect,
            const std::optional<ModelSpec>& experimental,
            std::span<const HazardGroup> groups);

  /// Of the reference group of `arm`, where its frailty is 1, at `days` since
  /// randomization; without an effect by group.
  [[nodiscard]] double cumulative_hazard(std::size_t arm, double days) const;
  [[nodiscard]] double hazard(std::size_t arm, double days) const;
  /// S(t) of a whole arm, mixed over the cells and the frailty.
  [[nodiscard]] double survival(std::size_t arm, double days) const;

  [[nodiscard]] std::span<const HazardGroup> groups() const { return groups_; }
  [[nodiscard]] const FrailtyMixture& frailty() const { return frailty_; }
  /// The one hazard ratio of an experimental arm, where hazards are
  /// proportional, with the same ratio in all cells.
  [[nodiscard]] std::optional<double> proportional_hazard_ratio(
      std::size_t arm = 1) const;
  [[nodiscard]] const EventTimeModel& control() const { return control_; }

  /// Unit exponentials to event times [days], in place, not yet on the grid.
  /// Columns of one length; `scratch` is overwritten.
  void event_times(std::span<const std::uint32_t> cells,
                   std::span<const std::uint8_t> arms, std::span<double> times,
                   std::span<double> scratch) const;

 private:
  struct Experimental {
    std::optional<EventTimeModel> model;  // of its own
    PiecewiseLinear effect;  // control's to this arm's cumulative hazard
    std::vector<double> by_group;
  };
  [[nodiscard]] const Experimental& of(std::size_t arm) const {
    return experimental_[arm - 1];
  }
  [[nodiscard]] bool is_proportional(std::size_t arm) const;
  // Cumulative hazards to times of an arm, in place.
  void times_of(std::size_t arm, std::span<double> hazards) const;
  void times_of_each(std::span<const std::uint8_t> arms,
                     std::span<double> times, std::span<double> scratch) const;

  EventTimeModel control_;
  std::vector<Experimental> experimental_;
  std::vector<HazardGroup> groups_;
  FrailtyMixture frailty_;
  bool one_model_ = true;  // all arms are proportional
  // 1 / multiple of the hazard, by cell and arm; proportional effects are in.
  std::vector<double> inverse_ratio_;
};

}  // namespace rehearse
