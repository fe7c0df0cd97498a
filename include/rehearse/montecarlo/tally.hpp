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
  statistic_count,
};

/// Floating moments of the log hazard ratio and of its standard error.
struct EstimateMoments {
  Moments log_hazard_ratio;
  Moments se;

  void merge(const EstimateMoments& later);
  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(log_hazard_ratio, se);
  }
};

/// Floating moments of one chunk: merged in order of chunks.
struct ChunkMoments {
  struct OfLook {
    std::array<Moments, statistic_count> statistics;
    EstimateMoments reached;
    EstimateMoments ended;

    template <class Bytes>
    void pass(Bytes& bytes) {
      bytes(statistics, reached, ended);
    }
  };
  std::vector<OfLook> looks;
  std::array<Moments, 3> stopping;  // events, participants, time
  EstimateMoments at_stop;
  Moments log_hazard_ratio_difference;  // from the first analysis's
  Moments level;                        // at the last test
  Moments rejection_time;

  void merge(const ChunkMoments& later);
  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(looks, stopping, at_stop, log_hazard_ratio_difference, level,
          rejection_time);
  }
};

/// What one analysis plan decided over any number of chunks, as integer
/// counts: they merge in any order.
class Tally {
 public:
  /// `log_hazard_ratio`: the true one, of which coverage is counted; NaN for
  /// none.
  Tally(std::size_t looks, double log_hazard_ratio);

  /// Counts a chunk and returns its moments. `results`: the looks of each
  /// replicate, one after another.
  [[nodiscard]] ChunkMoments add_chunk(std::span<const LookResult> results);
  void merge(const Tally& other);
  /// Of as many looks.
  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(replicates_, looks_, stopping_);
  }

  [[nodiscard]] std::uint64_t replicates() const { return replicates_; }
  /// Of the replicates that reached the look and have it.
  [[nodiscard]] const QuantileHistogram& histogram(std::size_t look,
                                                   Statistic statistic) const {
    return looks_[look].histograms[statistic];
  }
  /// Everything that was counted, as estimates. `moments` of the same chunks.
  [[nodiscard]] PowerEstimate estimate(const ChunkMoments& moments) const;

 private:
  struct LookCounts {
    std::uint64_t reached = 0;
    std::array<std::uint64_t, 4> stops{};  // by Stop
    std::uint64_t rejects_anyhow = 0;      // first, futility ignored
    // Of those that reached it: an arm with few events, an estimate, whose
    // interval holds the true one.
    std::uint64_t few_events = 0;
    std::uint64_t estimated = 0;
    std::uint64_t covered = 0;
    // Of the trials that ended here.
    std::uint64_t estimated_at_end = 0;
    std::uint64_t covered_at_end = 0;
    std::vector<QuantileHistogram> histograms;

    template <class Bytes>
    void pass(Bytes& bytes) {
      bytes(reached, stops, rejects_anyhow, few_events, estimated, covered,
            estimated_at_end, covered_at_end, histograms);
    }
  };
  [[nodiscard]] LookEstimate look_estimate(
      std::size_t look, const ChunkMoments::OfLook& moments) const;
  [[nodiscard]] EstimationProperties estimation(const EstimateMoments& moments,
                                                std::uint64_t covered,
                                                std::uint64_t of) const;
  void count_decisions(std::span<const LookResult> replicate);
  [[nodiscard]] ChunkMoments::OfLook add_look(
      std::size_t look, std::span<const LookResult> results);
  void add_ends(std::span<const LookResult> results, ChunkMoments& moments);
  template <class Chosen>
  [[nodiscard]] EstimateMoments estimates(const Chosen& chosen);
  [[nodiscard]] bool covers(const LookResult& result) const;

  double log_hazard_ratio_;
  std::uint64_t replicates_ = 0;
  std::vector<LookCounts> looks_;
  std::array<QuantileHistogram, 3> stopping_;
  std::vector<std::size_t> end_;  // of each replicate of a chunk: its last look
  std::vector<double> column_;    // of one statistic, of one chunk
};

/// Over replicates, how often one analysis rejects and the other doesn't.
struct PairedTally {
  std::uint64_t only_this = 0;
  std::uint64_t only_first = 0;

  /// The looks of the same replicates, so many for each.
  void add(std::span<const LookResult> first, std::size_t first_looks,
           std::span<const LookResult> other, std::size_t other_looks);
  void merge(const PairedTally& more);
  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(only_this, only_first);
  }
  [[nodiscard]] Proportion difference(std::uint64_t replicates) const;
};

/// A mean with its error; NaN if there was no replicate.
[[nodiscard]] MeanEstimate mean_estimate(const Moments& moments);

/// Of the last looks of the same replicates, where the first analysis reached
/// it and both have an estimate: `other` less `first`.
[[nodiscard]] Moments log_hazard_ratio_difference(
    std::span<const LookResult> first, std::size_t first_looks,
    std::span<const LookResult> other, std::size_t other_looks);

/// Whether the trial whose looks these are rejects.
[[nodiscard]] bool rejects(std::span<const LookResult> looks);

}  // namespace rehearse
