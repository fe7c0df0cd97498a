#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/random/word_stream.hpp"
#include "rehearse/randomization/allocation_chain.hpp"

namespace rehearse {

/// One who sees each participant of a list with probability `seen` [1],
/// independently, and guesses the arm that is most likely for the next he sees.
/// Of the others he knows nothing; he knows the procedure, `seen` and how many
/// participants the list may get.
struct PartialOnlooker {
  std::span<const ChainLevel> levels;  ///< after n = 0, 1, … participants
  /// P(the list gets n + 1 or more), for each level.
  std::span<const double> reached;
  double seen = 1.0;
};

/// Of one simulated list: for each participant that he sees, the probability
/// that the guess is right, less `usual`, by P(that one comes); their sum over
/// `seen`. Its mean is the expected number of participants whose arm he would
/// guess, less `usual` times their number. The probability is that of the arm
/// given what he saw, by forward filtering over the chain's levels (Rabiner
/// 1989, Proc. IEEE 77:257, section III.A).
[[nodiscard]] double filtered_guesses(const PartialOnlooker& onlooker,
                                      double usual, WordStream words);

}  // namespace rehearse
