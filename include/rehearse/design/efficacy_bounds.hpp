#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Efficacy bounds of the plan, on the z scale, at its planned information: a
/// value for each look; +inf where the look may not stop; nothing where a look
/// states neither events nor information fraction.
[[nodiscard]] std::vector<std::optional<double>> planned_efficacy_bounds(
    const AnalysisPlan& plan);

/// Efficacy bounds at the events a trial really had.
class ActualEfficacyBounds {
 public:
  explicit ActualEfficacyBounds(const AnalysisPlan& plan);

  /// Bound of look `events.size() - 1`, the looks so far having had `events`
  /// events. Never allocates when the same events were asked for before (or
  /// there is one look, or the events are as planned). Not thread-safe: one
  /// object for each thread; a bound never depends on what was asked before.
  [[nodiscard]] double bound(std::span<const int> events);

 private:
  // (yours)
};

}  // namespace rehearse
