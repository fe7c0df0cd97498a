#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "rehearse/analysis/workspace.hpp"
#include "rehearse/trial/observation_key.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// What one pass over a data set leaves for the log-rank test and the Cox
/// model with treatment as its one covariate: d events at a time in a stratum
/// with n at risk are handled at once, so any order of rows within a tie gives
/// the same.
///
/// Log-rank: Mantel (1966), Cancer Chemother. Rep. 50:163; Peto & Peto (1972),
/// JRSS A 135:185. expected = sum of d n1/n and variance = sum of
/// d (n1/n) (1 - n1/n) (n - d) / (n - 1), 0 where n = 1, over times and strata.
///
/// Partial likelihood: a row (n0, n1) for each event, which contributes
/// n1 r / (n1 r + n0) to the expected events at hazard ratio r. With d > 1,
/// Breslow (1974), Biometrics 30:89, has d equal rows; Efron (1977), JASA
/// 72:557, takes l/d of the tied events out of the l-th row, l = 0 .. d-1;
/// exact ties have rows of their own (exact_tie_rows).
struct RiskSets {
  std::array<std::uint32_t, arm_count> events{};
  double expected = 0.0;  ///< events of the experimental arm
  double variance = 0.0;  ///< of those events
  /// Columns of the rows, filled up to a multiple of 8 with rows that
  /// contribute nothing. They live in the workspace.
  std::span<const double> control;
  std::span<const double> experimental;
};

/// `sorted` ascending, every stratum below `strata`. `entries`, ascending, when
/// each participant came under observation (left truncation): at risk at a time
/// are those whose entry is before it (Keiding & Gill 1990, Ann. Statist.
/// 18:582); empty: all from the start.
[[nodiscard]] RiskSets collect_risk_sets(
    std::span<const ObservationKey> sorted, std::size_t strata, Ties ties,
    AnalysisWorkspace& workspace, std::span<const ObservationKey> entries = {});

}  // namespace rehearse
