#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/randomization/procedure_spec.hpp"

namespace rehearse {

/// Participants of a list so far, by arm; a list's length where it has one.
struct AllocationCounts {
  std::span<const std::uint32_t> of_arm;
  std::uint32_t total = 0;   ///< their sum
  std::uint32_t length = 0;  ///< of the list; 0: without end
};

// The rules that look at nothing but these counts. An urn rule says how many
// balls of each arm are in the urn when the next participant comes: a ball is
// drawn. A coin rule, of two equal arms, says the probability of arm 1.

/// Every participant by the ratio, whatever came before.
struct CompleteRandomization {
  std::vector<std::uint32_t> ratio;

  [[nodiscard]] std::uint32_t balls(std::uint32_t arm,
                                    const AllocationCounts&) const {
    return ratio[arm];
  }
};

/// Random allocation rule: every arrangement of the list that has the ratio is
/// equally likely; the length is a multiple of the ratio's sum. Then another
/// such list begins. Rosenberger & Lachin (2016), "Randomization in Clinical
/// Trials", section 3.4.
struct RandomAllocation {
  std::vector<std::uint32_t> ratio;
  std::uint32_t shares = 0;  ///< sum of the ratio

  [[nodiscard]] std::uint32_t balls(std::uint32_t arm,
                                    const AllocationCounts& counts) const {
    return counts.length / shares * ratio[arm] - counts.of_arm[arm];
  }
};

/// Wei's urn, UD(initial, added), of equal arms: after a draw, `added` balls
/// of each other arm are put in. Wei (1978), JASA 73:559, section 2; with no
/// ball at first, the first draw is by equal probabilities.
struct WeiUrn {
  std::uint32_t arms = 2;
  std::uint32_t initial = 0;
  std::uint32_t added = 1;

  [[nodiscard]] std::uint32_t balls(std::uint32_t arm,
                                    const AllocationCounts& counts) const {
    if (counts.total == 0 && initial == 0) return 1;
    return initial + added * (counts.total - counts.of_arm[arm]);
  }
};

/// Block urn: as permuted blocks of lambda ratio sets, but a complete set goes
/// back into the urn as soon as it was drawn. Zhao & Weng (2011), Contemporary
/// Clinical Trials 32:953, section 2.
struct BlockUrn {
  std::vector<std::uint32_t> ratio;
  std::uint32_t lambda = 3;

  [[nodiscard]] std::uint32_t balls(std::uint32_t arm,
                                    const AllocationCounts& counts) const {
    std::uint32_t sets = counts.of_arm[0] / ratio[0];
    for (std::size_t k = 1; k < ratio.size(); ++k)
      sets = std::min(sets, counts.of_arm[k] / ratio[k]);
    return (lambda + sets) * ratio[arm] - counts.of_arm[arm];
  }
};

/// A coin for the arm that is behind, up to a maximum tolerated imbalance, at
/// which that arm is certain. Efron (1971), Biometrika 58:403 (no maximum);
/// Soares & Wu (1983), Commun. Statist. Theory Meth. 12:2017 (big stick,
/// probability 1/2); Chen (1999), J. Statist. Plann. Inference 81:125 (both).
struct BiasedCoin {
  double behind = 0.5;    ///< probability of the arm that is behind
  std::uint32_t mti = 0;  ///< 0: none

  [[nodiscard]] double probability(const AllocationCounts& counts) const;
};

/// Maximal procedure: all sequences whose imbalance is never above `mti` and at
/// the list's end 0 (1 if its length is odd) are equally likely. Then another
/// such list begins. Berger, Ivanova & Knoll (2003), Stat. Med. 22:3017.
class MaximalProcedure {
 public:
  /// Lists of at most `longest` participants; mti >= 1.
  MaximalProcedure(std::uint32_t mti, std::uint32_t longest);

  [[nodiscard]] double probability(const AllocationCounts& counts) const;

  [[nodiscard]] std::uint32_t longest() const {
    return static_cast<std::uint32_t>(log2_scale_.size() - 1);
  }

  /// log2 of the number of sequences of `length`.
  [[nodiscard]] double log2_sequences(std::uint32_t length) const;

 private:
  [[nodiscard]] double completions(std::uint32_t left, std::int64_t d) const;

  std::int64_t mti_;
  // Ways to the end from imbalance d with so many left, over the sum of the
  // ways from any d, whose log2 is kept beside.
  std::vector<double> ways_;
  std::vector<double> log2_scale_;
};

}  // namespace rehearse
