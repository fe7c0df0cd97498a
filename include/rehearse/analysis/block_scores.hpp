#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "rehearse/core/lanes.hpp"
#include "rehearse/trial/block_keys.hpp"

namespace rehearse {

// Kernels of `BlockSummarizer` over sorted data sets, compiled for each
// instruction set. A lane's sums run down its own rows, and nothing is
// contracted: the same bytes everywhere, whatever its neighbours are.

/// Sorted keys of a block, by stratum where `stratum_shift` is below 32.
struct BlockRows {
  std::span<const BlockKey> keys;
  unsigned stratum_shift = 32;
};

/// Sums over a lane's events of p, the experimental share of those at risk.
/// Where two events, or an event and a censoring, are of one time and stratum
/// the lane is `tied` (0): what it has is wrong.
struct BlockScores {
  Lanes<double> p1;  ///< sum of p: the expected events
  Lanes<double> p2;  ///< of p^2
  Lanes<float> p3;   ///< of p^3, roughly
  std::array<Lanes<float>, 2> events;
  Lanes<float> experimental;  ///< participants
  Lanes<std::uint32_t> tied;  ///< 0 where it is
};

/// Who compares the arms at a lane's rows: n0 control and n1 experimental
/// participants at an event, up to a factor, for only their ratio matters;
/// elsewhere 1 and 0, which add nothing. Whole numbers, exact as floats.
struct BlockRiskRows {
  std::span<float> control;
  std::span<float> experimental;
};

/// Sums, and their risk sets as rows of as many. `inverse`: 1/n of n up to the
/// rows.
void log_rank_scores(const BlockRows& rows, std::span<const double> inverse,
                     const BlockRiskRows& risk, BlockScores& scores);

/// The Cox score's sums at each lane's log hazard ratio: p = n1 r / (n1 r +
/// n0).
struct BlockCoxScore {
  Lanes<double> expected;     ///< sum of p
  Lanes<double> information;  ///< of p q
  Lanes<double> skewness;     ///< of p q (q - p)
};
void cox_scores(const BlockRiskRows& risk,
                const Lanes<double>& log_hazard_ratio, BlockCoxScore& score);

/// The same to about 1e-6, in single precision.
void cox_scores_roughly(const BlockRiskRows& risk,
                        const Lanes<double>& log_hazard_ratio,
                        BlockCoxScore& score);

/// Rows, in the order of time, after which a lane's Kaplan-Meier curve of one
/// arm is above 1/2 for certain, and those after which it may be: where they
/// differ, rounding hides which.
struct BlockMedians {
  std::array<Lanes<std::int32_t>, 2> above;
  std::array<Lanes<std::int32_t>, 2> perhaps;
};
void median_rows(std::span<const BlockKey> by_time,
                 const Lanes<float>& experimental, BlockMedians& medians);

/// e^x of each lane.
void exp_lanes(const Lanes<double>& x, Lanes<double>& out);

}  // namespace rehearse
