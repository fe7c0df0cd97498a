#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/montecarlo/joint_estimate.hpp"
#include "rehearse/montecarlo/power_estimate.hpp"
#include "rehearse/montecarlo/review_tally.hpp"
#include "rehearse/montecarlo/tally.hpp"
#include "rehearse/trial/scenario.hpp"

namespace rehearse {

/// What the analyses of a run's replicates are counted in: each, each against
/// the first, what readers recorded, what a graph rejected. Integers, that
/// merge in any order.
struct PowerCounts {
  /// `joined`: how many of the analyses, the first ones, a graph joins.
  PowerCounts(const Scenario& scenario, std::span<const AnalysisPlan> analyses,
              std::size_t joined);

  void merge(const PowerCounts& other);
  /// Of the same scenario and analyses.
  template <class Bytes>
  void pass(Bytes& bytes) {
    bytes(each, paired, reviews, rejected);
  }
  /// `moments` of each analysis, of the same replicates; `asked`: so many there
  /// were to be.
  [[nodiscard]] std::vector<PowerEstimate> estimates(
      std::span<const ChunkMoments> moments, std::uint64_t asked) const;

  std::vector<Tally> each;
  std::vector<PairedTally> paired;
  bool reviewed;          ///< the first analysis is of what the committee reads
  ReviewTally reviews;    ///< of the first
  RejectedSets rejected;  ///< where a graph joins the analyses
};

}  // namespace rehearse
