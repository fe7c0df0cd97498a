#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "rehearse/analysis/kaplan_meier.hpp"
#include "rehearse/analysis/workspace.hpp"
#include "rehearse/trial/observation_key.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// What the engine keeps of one analysis. Arms by role.
struct SurvivalSummary {
  double z = 0.0;  ///< log-rank, positive favours experimental; 0 where the
                   ///< data hold no information
  bool informed = false;          ///< whether the log-rank's score can vary
  double log_hazard_ratio = 0.0;  ///< Cox, experimental against control; ±inf
                                  ///< where monotone, NaN where undefined
  double log_hazard_ratio_se = 0.0;  ///< Wald; NaN where that isn't finite
  std::array<std::uint32_t, arm_count> events{};
  std::array<MedianTicks, arm_count> median{};  ///< over all strata together
};

/// Log-rank, Cox estimate and Kaplan-Meier medians of a data set. `sorted`
/// ascending, strata below `strata`. log_rank.hpp, cox.hpp and kaplan_meier.hpp
/// say which formulas; this is their hot path and gives what they give. Against
/// a `null_hazard_ratio` other than 1, z is of the Cox model's score there,
/// with Efron's ties whatever those of the estimate: at the null hypothesis
/// his expectation is the nearest to that of times that were tied by rounding
/// or by scans, and a test's size must not hang on how a ratio is estimated.
[[nodiscard]] SurvivalSummary summarize(std::span<const ObservationKey> sorted,
                                        std::size_t strata, Ties ties,
                                        double null_hazard_ratio,
                                        AnalysisWorkspace& workspace);

}  // namespace rehearse
