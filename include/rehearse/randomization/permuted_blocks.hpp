#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "rehearse/random/word_stream.hpp"

namespace rehearse {

inline constexpr std::size_t max_arms = 8;

/// Permuted blocks of one or several sizes. Every arrangement of a block is
/// equally likely; where there are several sizes, each block's size is drawn
/// with a probability proportional to its weight. Matts & Lachin (1988),
/// Controlled Clinical Trials 9:327-344.
struct PermutedBlocks {
  std::vector<int> ratio;    ///< share of each arm, at most `max_arms`, >= 0
  std::vector<int> sizes;    ///< multiples of the ratio's sum
  std::vector<int> weights;  ///< one for each size, >= 0, not all 0
};

/// One participant's place in a randomization list.
struct Assignment {
  std::uint32_t arm;
  std::uint32_t block;         ///< from 0
  std::uint32_t block_size;    ///< nominal
  std::uint32_t seq_in_block;  ///< from 0
};

/// The list of one stratum, one assignment after another, without end.
class BlockSequence {
 public:
  BlockSequence() = default;
  /// `plan` must outlive the sequence.
  BlockSequence(const PermutedBlocks& plan, const WordStream& words)
      : plan_(&plan), words_(words) {}

  /// The next participant's assignment: an arm drawn from what the open block
  /// has left, so that each arrangement of the block is equally likely.
  [[nodiscard]] Assignment next() {
    if (left_ == 0) open_block();
    const std::uint32_t drawn = words_.below(left_);
    std::uint32_t arm = 0;
    std::uint32_t bound = remaining_[0];
    for (std::size_t other = 1; other < plan_->ratio.size(); ++other) {
      arm += drawn >= bound ? 1U : 0U;
      bound += remaining_[other];
    }
    --remaining_[arm];
    --left_;
    return {arm, block_, size_, size_ - left_ - 1};
  }

 private:
  void open_block();

  const PermutedBlocks* plan_ = nullptr;
  WordStream words_;
  std::array<std::uint32_t, max_arms> remaining_{};
  std::uint32_t left_ = 0;
  std::uint32_t size_ = 0;
  std::uint32_t block_ = 0xFFFFFFFF;  // before the first
};

}  // namespace rehearse
