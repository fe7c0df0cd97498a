#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "rehearse/analysis/block_scores.hpp"
#include "rehearse/analysis/block_ties.hpp"
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
/// over times are sums over participants, and no kind of ties matters; lanes
/// with ties are left undone. Data of scans, most of which are tied, are taken
/// time by time.
class BlockSummarizer {
 public:
  /// `of_scans`: there are data of scans.
  BlockSummarizer(std::size_t participants, bool of_scans);

  void summarize(const BlockData& data, Ties ties, double null_hazard_ratio,
                 BlockSummary& summary);

 private:
  // The log-rank's sums of a lane, and from where the estimate starts.
  struct Sums {
    Lanes<double> expected;
    Lanes<double> variance;     // of the log-rank
    Lanes<double> information;  // at no effect, roughly
    Lanes<double> skewness;     // ...
    std::array<Lanes<float>, 2> events;
    Lanes<float> experimental;
  };
  [[nodiscard]] std::uint32_t sum_untied(const BlockRows& rows);
  [[nodiscard]] std::uint32_t sum_tied(const BlockRows& rows, Ties ties,
                                       double null_hazard_ratio);
  void test_null(double null_hazard_ratio, BlockSummary& summary);
  void fit_cox(BlockSummary& summary);
  void find_medians(const BlockData& data, BlockSummary& summary);
  [[nodiscard]] double exact_median(const BlockData& data, std::size_t lane,
                                    std::size_t arm);

  std::vector<double> inverse_;  // 1/n
  Sums sums_;
  Column<float> control_;  // rows of risk sets
  Column<float> experimental_;
  BlockRiskRows risk_;
  BlockTieColumns ties_;
  std::vector<ObservationKey> lane_keys_;
  AnalysisWorkspace workspace_;
};

}  // namespace rehearse
