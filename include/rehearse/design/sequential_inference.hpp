#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "rehearse/design/bound_recursion.hpp"
#include "rehearse/design/repeated_p.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// Effects are -log hazard ratio: positive favours experimental.
struct EffectLimits {
  double low;
  double high;
};

/// After a trial that ended at this look, results ordered by stage.
struct StagewiseInference {
  double p;             ///< one-sided, `stagewise_tail`
  double median;        ///< median-unbiased estimate of the effect
  EffectLimits limits;  ///< of confidence 1 - 2 alpha
};

/// What a group-sequential design says of a result at one of its looks.
struct SequentialInference {
  double fraction;                   ///< events over the planned total [1]
  LookBounds bounds;                 ///< at the events that the looks had
  std::optional<double> repeated_p;  ///< of this look
  /// Nothing where an earlier look's z isn't known.
  std::optional<double> sequential_p;
  /// Valid whatever made the trial go on or stop: (z +- bound) / sqrt(I)
  /// (Jennison & Turnbull 2000, section 9.2). Nothing without a bound.
  std::optional<EffectLimits> repeated_limits;
  /// Nothing where the trial goes on.
  std::optional<StagewiseInference> stagewise;
};

/// The last of `seen` is the look asked about; its z is known. `information` is
/// that of its log-rank test, the score's variance; earlier looks' are in
/// proportion to their events. The plan's test is the log-rank against hazard
/// ratio 1, its bounds are feasible. `allocation` as `sequential_plan` has it.
[[nodiscard]] SequentialInference sequential_inference(
    const AnalysisPlan& plan, double allocation, std::span<const SeenLook> seen,
    double information);

}  // namespace rehearse
