#pragma once

#include <cstdint>
#include <vector>

namespace rehearse {

inline constexpr std::size_t max_arms = 20;

/// How the next participant's arm is chosen.
enum class ProcedureKind : std::uint8_t {
  complete,
  random_allocation,
  permuted_block,
  biased_coin,
  urn,
  big_stick,
  chen,
  block_urn,
  maximal,
  minimization
};

/// What minimization takes for the imbalance of a factor's level over the
/// arms. Pocock & Simon (1975), Biometrics 31:103, section 2.2.
enum class MarginImbalance : std::uint8_t { range, variance, sd };

/// An allocation procedure and its parameters. A value; fields of other
/// procedures are not looked at.
struct ProcedureSpec {
  ProcedureKind kind = ProcedureKind::permuted_block;
  std::vector<int> block_sizes;    ///< permuted-block: multiples of the
                                   ///< ratio's sum
  std::vector<int> block_weights;  ///< permuted-block: relative, of each size
  double probability = 2.0 / 3.0;  ///< biased-coin, chen, minimization: of
                                   ///< the arm that is behind
  int mti = 3;                     ///< big-stick, chen, maximal: maximum
                                   ///< tolerated imbalance
  int initial_balls = 0;           ///< urn: of each arm at first
  int added_balls = 1;             ///< urn: of each other arm at a draw
  int lambda = 3;                  ///< block-urn: balanced sets in the urn
  MarginImbalance imbalance = MarginImbalance::range;  ///< minimization
};

}  // namespace rehearse
