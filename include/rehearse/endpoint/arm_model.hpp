#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/endpoint/event_time_model.hpp"

namespace rehearse {

/// Event times of both arms, within each group of participants (a cell of
/// factor levels), whose hazard is a multiple of the reference's. Arms: 0
/// control, 1 experimental.
class ArmModels {
 public:
  /// `groups`: share and prognostic hazard ratio of each cell, in the cells'
  /// order. Either `effect` (last period unbounded) or `experimental` is
  /// given.
  ArmModels(const ModelSpec& control, std::span<const EffectPeriod> effect,
            const std::optional<ModelSpec>& experimental,
            std::span<const HazardGroup> groups);

  /// Of the reference group of `arm`, at `days` since randomization.
  [[nodiscard]] double cumulative_hazard(std::size_t arm, double days) const;
  [[nodiscard]] double hazard(std::size_t arm, double days) const;
  /// S(t) of a whole arm, mixed over the cells.
  [[nodiscard]] double survival(std::size_t arm, double days) const;

  [[nodiscard]] std::span<const HazardGroup> groups() const { return groups_; }
  /// The one hazard ratio, where hazards are proportional within cells.
  [[nodiscard]] std::optional<double> proportional_hazard_ratio() const;
  [[nodiscard]] const EventTimeModel& control() const { return control_; }

  /// Unit exponentials to event times [days], in place, not yet on the grid.
  /// Columns of one length; `scratch` is overwritten.
  void event_times(std::span<const std::uint32_t> cells,
                   std::span<const std::uint8_t> arms, std::span<double> times,
                   std::span<double> scratch) const;

 private:
  EventTimeModel control_;
  std::optional<EventTimeModel> experimental_;  // a model of its own
  PiecewiseLinear effect_;  // control's to experimental's cumulative hazard
  std::vector<HazardGroup> groups_;
  // 1 / multiple of the hazard, by 2 cell + arm; a proportional effect is in.
  std::vector<double> inverse_ratio_;
};

}  // namespace rehearse
