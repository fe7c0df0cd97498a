#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/core/moments.hpp"
#include "rehearse/core/quantile_histogram.hpp"
#include "rehearse/montecarlo/look_result.hpp"
#include "rehearse/montecarlo/power_estimate.hpp"

namespace rehearse {

/// Replicates whose floating sums are taken together. A constant of the format
/// of results: the chunks are merged in order, whoever computed them.
inline constexpr std::uint64_t chunk_replicates = 1024;

/// The statistics of a look of which a distribution is kept.
enum Statistic : std::size_t {
  events_statistic,
  control_events_statistic,
  experimental_events_statistic,
  participants_statistic,
  analysis_time_statistic,
  z_statistic,
  hazard_ratio_statistic,
  control_median_statistic,
  experimental_median_statistic,
  log_hazard_ratio_statistic,
  statistic_count,
};

/// Floating moments of one chunk: merged in order of chunks.
struct ChunkMoments {
  std::vector<std::array<Moments, statistic_count>> looks;
  std::array<Moments, 3> stopping;  // events, participants, time

  void merge(const ChunkMoments& later);
};

/// Integer counts of any number of chunks: they merge in any order.
class Tally {
 public:
  explicit Tally(std::size_t looks);

  /// Counts a chunk and returns its moments. `results`: the looks of each
  /// replicate, one after another.
  [[nodiscard]] ChunkMoments add_chunk(std::span<const LookResult> results);
  void merge(const Tally& other);

  /// Everything that was counted, as estimates. `moments` of the same chunks.
  [[nodiscard]] PowerEstimate estimate(const ChunkMoments& moments) const;

 private:
  struct LookCounts {
    std::uint64_t reached = 0;
    std::uint64_t first_rejections = 0;
    std::vector<QuantileHistogram> histograms;
  };
  [[nodiscard]] LookEstimate look_estimate(
      std::size_t look, const std::array<Moments, statistic_count>& m) const;
  void add_look(std::size_t look, std::span<const LookResult> results,
                ChunkMoments& moments);
  void add_stopping(std::span<const LookResult> results, ChunkMoments& moments);

  std::uint64_t replicates_ = 0;
  std::vector<LookCounts> looks_;
  std::array<QuantileHistogram, 3> stopping_;
  std::vector<double> column_;  // of one statistic, of one chunk
};

}  // namespace rehearse
