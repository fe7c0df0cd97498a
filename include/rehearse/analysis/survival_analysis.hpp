#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "rehearse/analysis/cox.hpp"
#include "rehearse/analysis/kaplan_meier.hpp"
#include "rehearse/analysis/log_rank.hpp"

namespace rehearse {

/// Kaplan-Meier of one arm, all strata together. A median or limit that is not
/// reached is +inf. Times in the data's unit.
struct ArmSurvival {
  std::size_t participants = 0;
  std::size_t events = 0;
  double median = std::numeric_limits<double>::infinity();
  std::array<double, 2> median_ci95{};
};

/// A data set analysed in full. Arms by role.
struct SurvivalAnalysis {
  LogRank log_rank;
  CoxFit cox;
  std::array<ArmSurvival, arm_count> arms;
};

/// `sorted` ascending, strata below `strata`, ticks indices of `times`.
[[nodiscard]] SurvivalAnalysis analyze_survival(
    std::span<const ObservationKey> sorted, std::span<const double> times,
    std::size_t strata, Ties ties, ConfidenceType confidence);

/// The participant at whose censoring a curve of `horizon_survival` first ends
/// above 0: to later horizons it is carried forward. Nothing where every curve
/// ends in an event. `sorted` ascending, strata below `strata`; those without
/// one of the arms don't count.
[[nodiscard]] std::optional<ObservationKey> first_open_end(
    std::span<const ObservationKey> sorted, std::size_t strata);

}  // namespace rehearse
