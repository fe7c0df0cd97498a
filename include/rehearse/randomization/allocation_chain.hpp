#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "rehearse/randomization/procedure.hpp"

namespace rehearse {

/// One way on from a state of an AllocationChain.
struct ChainStep {
  double probability;  ///< > 0
  std::uint32_t arm;
  std::uint32_t next;  ///< state
};

/// A stratum's list as a Markov chain: what the next participants may get
/// depends on the state alone. States are as few as the procedure allows
/// (counts without complete ratio sets; what is left of the open block), and
/// are numbered as they are met. A block's size is drawn with its first
/// participant, so that a state may have several steps with the same arm: only
/// then is the state hidden from one who sees the arms.
class AllocationChain {
 public:
  static constexpr std::uint32_t start = 0;

  /// `ratio`: share of each arm. `length`: of the list, which random allocation
  /// and the maximal procedure need; of no matter for the others.
  AllocationChain(const Procedure& procedure,
                  std::span<const std::uint32_t> ratio, std::uint32_t length);

  /// Every step from a state; their probabilities sum to 1. The span stays
  /// valid.
  [[nodiscard]] std::span<const ChainStep> steps(std::uint32_t state);

  [[nodiscard]] std::uint32_t arms() const { return arms_; }

 private:
  using Key = std::vector<std::uint32_t>;  // one number for each arm

  [[nodiscard]] std::uint32_t number_of(Key key);
  void add_step(std::uint32_t from, double probability, std::uint32_t arm,
                Key to);
  void add_block_steps(const PermutedBlocks& plan, std::uint32_t state);
  template <class Rule>
  void add_counted_steps(const Rule& rule, std::uint32_t state);

  Procedure procedure_;
  std::uint32_t arms_;
  std::uint32_t length_;
  std::map<Key, std::uint32_t> numbers_;
  std::vector<Key> keys_;                      // by state
  std::vector<std::vector<ChainStep>> steps_;  // by state; empty: not yet known
};

/// The states that a list may be in after so many participants, and the steps
/// from them to those after one more.
struct ChainLevel {
  std::vector<std::uint32_t> states;  ///< of the chain
  std::vector<std::uint32_t> first;   ///< step of each state, then of the end
  std::vector<ChainStep> steps;       ///< `next`: place in the next level

  [[nodiscard]] std::span<const ChainStep> from(std::size_t place) const {
    return std::span{steps}.subspan(first[place],
                                    first[place + 1] - first[place]);
  }
};

/// A chain's levels after 0, …, `participants`; the last one's steps lead to
/// one more. States less probable than `negligible` are left out of a level,
/// with the steps to them. Nothing if more than `most` places would be in them.
[[nodiscard]] std::optional<std::vector<ChainLevel>> unroll(
    AllocationChain& chain, std::uint32_t participants, std::size_t most,
    double negligible = 0.0);

/// Whether one who sees the arms knows the chain's state in each level.
[[nodiscard]] bool shows_its_state(std::span<const ChainLevel> levels);

}  // namespace rehearse
