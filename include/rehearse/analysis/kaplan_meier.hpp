#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/analysis/workspace.hpp"
#include "rehearse/trial/observation_key.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// A Kaplan-Meier median: the midpoint of two ticks, which differ only where
/// the curve is flat at 0.5 until the arm's next event.
struct MedianTicks {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  bool reached = false;
};

/// Survival within this of 0.5 is 0.5, as rounding may leave it: R's
/// sqrt(.Machine$double.eps).
inline constexpr double median_tolerance = 0x1p-26;

/// The keys of each arm, in their order; they live in the workspace.
[[nodiscard]] std::array<std::span<const ObservationKey>, arm_count>
split_by_arm(std::span<const ObservationKey> sorted,
             AnalysisWorkspace& workspace);

/// Medians of both arms, all strata together: the first time with S <= 0.5, or
/// the midpoint of a flat at 0.5. Product-limit estimate of Kaplan & Meier
/// (1958), JASA 53:457. `sorted` ascending.
[[nodiscard]] std::array<MedianTicks, arm_count> kaplan_meier_medians(
    std::span<const ObservationKey> sorted, AnalysisWorkspace& workspace);

enum class ConfidenceType { log_log, log };

/// The curve just after a time at which participants of the arm left.
struct KaplanMeierPoint {
  std::uint64_t tick = 0;
  std::uint32_t at_risk = 0;  ///< just before it
  std::uint32_t events = 0;
  double survival = 1.0;
  double variance_of_log = 0.0;  ///< of log survival, Greenwood (1926): sum of
                                 ///< d / (n (n - d)); +inf at survival 0
};

/// The curve of one arm's `keys`, ascending, all strata together. `entries` as
/// `collect_risk_sets` has them.
[[nodiscard]] std::vector<KaplanMeierPoint> kaplan_meier_curve(
    std::span<const ObservationKey> keys,
    std::span<const ObservationKey> entries = {});

/// The median of a curve, as `kaplan_meier_medians` has it.
[[nodiscard]] MedianTicks median_of(std::span<const KaplanMeierPoint> curve);

/// One arm's `keys` with event and censoring exchanged: the curve of their
/// censoring, whose median is that of follow-up (reverse Kaplan-Meier: Schemper
/// & Smith 1996, Controlled Clin. Trials 17:343). At a time the censored leave
/// first, as R's survfit of 1 - event has it.
[[nodiscard]] std::vector<ObservationKey> censoring_keys(
    std::span<const ObservationKey> keys);

/// Pointwise 95% limits of survival; NaN at survival 0, and log-log at 1.
/// Kalbfleisch & Prentice (2002), section 1.4.
[[nodiscard]] std::array<double, 2> survival_ci95(const KaplanMeierPoint& point,
                                                  ConfidenceType type);

/// 95% limits of the median: where the limits of the curve cross 0.5.
/// Brookmeyer & Crowley (1982), Biometrics 38:29.
[[nodiscard]] std::array<MedianTicks, 2> median_ci95(
    std::span<const KaplanMeierPoint> curve, ConfidenceType type);

}  // namespace rehearse
