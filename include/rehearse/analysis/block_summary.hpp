#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "rehearse/analysis/block_scores.hpp"
#include "rehearse/analysis/kaplan_meier.hpp"
#include "rehearse/trial/block_observations.hpp"

namespace rehearse {

/// What `SurvivalSummary` has, of each lane.
struct BlockSummary {
  Lanes<double> z;
  Lanes<double> log_hazard_ratio;
  Lanes<double> hazard_ratio;
  Lanes<double> log_hazard_ratio_se;
  std::array<Lanes<std::uint32_t>, arm_count> events;
  std::array<Lanes<double>, arm_count> median;  ///< [days], +inf: unreached
  /// Lanes that the scalar analysis has to do, a bit for each: with tied times,
  /// with hardly any information, or whose Cox estimate isn't near.
  std::uint32_t undone = 0;
};

/// Log-rank, Cox estimate and Kaplan-Meier medians of a block's data sets:
/// what `summarize` gives, in as many lanes. Where no two times are tied, sums
/// over times are sums over participants, and no kind of ties matters.
class BlockSummarizer {
 public:
  explicit BlockSummarizer(std::size_t participants);

  void summarize(const BlockData& data, double null_hazard_ratio,
                 BlockSummary& summary);

 private:
  void fit_cox(const BlockRows& rows, BlockSummary& summary);
  void find_medians(const BlockData& data, BlockSummary& summary);
  [[nodiscard]] double exact_median(const BlockData& data, std::size_t lane,
                                    std::size_t arm);

  std::vector<double> inverse_;  // 1/n
  BlockScores scores_;
  std::vector<ObservationKey> lane_keys_;
  AnalysisWorkspace workspace_;
};

}  // namespace rehearse
