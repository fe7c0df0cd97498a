#pragma once

#include <cstdint>

#include "rehearse/analysis/block_scores.hpp"

namespace rehearse {

/// Columns of a block in which risk sets of tied events are gathered.
struct BlockTieColumns {
  explicit BlockTieColumns(std::size_t size)
      : all(size),
        experimental(size),
        events(size),
        experimental_events(size) {}
  Column<float> all, experimental;            // at risk
  Column<float> events, experimental_events;  // at the time
};

/// What `RiskSets` has, of sorted keys whose times may be tied: sums of lane
/// after lane run down the rows in their order, as `collect_risk_sets` takes
/// the times. A kernel compiled for each instruction set; the same bytes
/// everywhere.
struct BlockTieScores {
  Lanes<double> expected;  ///< events of the experimental arm
  Lanes<double> variance;  ///< hypergeometric, summed
  Lanes<double> p2;        ///< sum over events of p^2, p the experimental share
  Lanes<float> p3;         ///< of p^3, roughly
  std::array<Lanes<float>, 2> events;
  Lanes<float> experimental;  ///< participants
};

/// Rows of risk sets with Efron's or Breslow's (1974) treatment of d tied
/// events: the l-th is (n0 d - l d0, n1 d - l d1), or d times (n0, n1).
void tied_scores(const BlockRows& rows, bool efron, BlockTieColumns& columns,
                 const BlockRiskRows& risk, BlockTieScores& scores);

}  // namespace rehearse
