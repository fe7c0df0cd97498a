#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "rehearse/analysis/risk_sets.hpp"

namespace rehearse {

/// Log-rank test, stratified where there are strata (RiskSets has the source).
struct LogRank {
  std::array<double, arm_count> observed{};  ///< events by arm
  std::array<double, arm_count> expected{};  ///< ... under no difference
  double score = 0.0;     ///< expected - observed of the experimental arm
  double variance = 0.0;  ///< of the score

  /// Positive favours experimental; 0 where the data hold no information.
  [[nodiscard]] double z() const;
  [[nodiscard]] double chi_square() const;   ///< 1 degree of freedom
  [[nodiscard]] double p_one_sided() const;  ///< small favours experimental
  [[nodiscard]] double p_two_sided() const;
};

[[nodiscard]] LogRank log_rank(const RiskSets& sets);

/// Arguments as `collect_risk_sets` has them.
[[nodiscard]] LogRank log_rank(std::span<const ObservationKey> sorted,
                               std::size_t strata, AnalysisWorkspace& workspace,
                               std::span<const ObservationKey> entries = {});

}  // namespace rehearse
