#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/analysis/cox.hpp"
#include "rehearse/analysis/kaplan_meier.hpp"
#include "rehearse/analysis/log_rank.hpp"
#include "rehearse/analysis/tick_times.hpp"

namespace rehearse {

/// A curve at a stated time. NaN beyond the last time, where it ended above 0,
/// and limits that are undefined (survival_ci95).
struct SurvivalAt {
  double time = 0.0;        ///< [the data's unit]
  std::size_t at_risk = 0;  ///< just before it
  std::size_t events = 0;   ///< up to it
  double survival = 1.0;
  std::array<double, 2> ci95{};
};

/// A median and its limits; +inf where they are not reached.
struct MedianTime {
  double median = std::numeric_limits<double>::infinity();
  std::array<double, 2> ci95{std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::infinity()};
};

/// Kaplan-Meier of one arm, all strata together. A median or limit that is not
/// reached is +inf. Times in the data's unit.
struct ArmSurvival {
  std::size_t participants = 0;
  std::size_t events = 0;
  double median = std::numeric_limits<double>::infinity();
  std::array<double, 2> median_ci95{};
  MedianTime follow_up = {};        ///< by reverse Kaplan-Meier
  std::vector<SurvivalAt> at = {};  ///< at each time that was asked for
  /// Late entry alone: the time at which the curve fell to 0 although others
  /// of the arm are seen later, for the few under observation all had it.
  std::optional<double> early_end = {};
};

/// A data set analysed in full. Arms by role.
struct SurvivalAnalysis {
  LogRank log_rank;
  CoxFit cox;
  std::array<ArmSurvival, arm_count> arms;
  MedianTime follow_up = {};  ///< of both arms together
};

/// A data set, and how to analyse it.
struct SurvivalQuestion {
  std::span<const ObservationKey> sorted = {};  ///< ticks index `times`
  /// When each came under observation, ascending; empty: from the start.
  std::span<const ObservationKey> entries = {};
  std::span<const double> times = {};  ///< distinct [the data's unit]
  std::size_t strata = 1;              ///< strata are below it
  Ties ties = Ties::efron;
  ConfidenceType confidence = ConfidenceType::log_log;
  std::span<const double> at = {};  ///< times to give survival at, >= 0
};

[[nodiscard]] SurvivalAnalysis analyze_survival(
    const SurvivalQuestion& question);

/// Kaplan-Meier of one arm alone: its `sorted` keys and `entries`; of the rest
/// of the question times, confidence and `at` are used.
[[nodiscard]] ArmSurvival analyze_arm(const SurvivalQuestion& question);

/// The participant at whose censoring a curve of `horizon_survival` first ends
/// above 0: to later horizons it is carried forward. Nothing where every curve
/// ends in an event. `sorted` ascending, strata below `strata`; those without
/// one of the arms don't count.
[[nodiscard]] std::optional<ObservationKey> first_open_end(
    std::span<const ObservationKey> sorted, std::size_t strata);

}  // namespace rehearse
