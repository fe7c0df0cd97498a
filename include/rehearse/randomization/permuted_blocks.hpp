#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/random/word_stream.hpp"
#include "rehearse/randomization/assignment.hpp"
#include "rehearse/randomization/procedure_spec.hpp"

namespace rehearse {

/// Permuted blocks of one or several sizes. Every arrangement of a block is
/// equally likely; where there are several sizes, each block's size is drawn
/// with a probability proportional to its weight. Matts & Lachin (1988),
/// Controlled Clinical Trials 9:327-344.
class PermutedBlocks {
 public:
  struct Size {
    std::uint32_t weight;
    std::vector<std::uint8_t> arms;  ///< of a block, in order
  };

  /// `ratio`: share of each arm, >= 0. `sizes`: multiples of the ratio's sum.
  /// `weights`: one for each size, >= 0, not all 0.
  /// \throws PreconditionError if a bound above is broken.
  PermutedBlocks(std::span<const int> ratio, std::span<const int> sizes,
                 std::span<const int> weights);

  /// A block, shuffled (Durstenfeld 1964, CACM 7(7):420), at the front of
  /// `room`, which holds `largest_block` arms at least. Returns its size.
  std::uint32_t draw(WordStream& words, std::span<std::uint8_t> room) const;

  [[nodiscard]] std::size_t largest_block() const { return largest_; }
  [[nodiscard]] std::span<const Size> sizes() const { return sizes_; }

 private:
  std::vector<Size> sizes_;
  std::uint32_t total_weight_ = 0;
  std::size_t largest_ = 0;
};

/// The list of one stratum, one assignment after another, without end.
class BlockSequence {
 public:
  using Cell = std::uint8_t;  // of `room`

  [[nodiscard]] static std::size_t room_for(const PermutedBlocks& plan) {
    return plan.largest_block();
  }

  /// Begins a list whose random words are those from `first_item` on.
  void begin(const StreamAddress& address, std::uint64_t first_item,
             std::uint32_t /*length*/, std::span<std::uint8_t> /*room*/) {
    words_.begin(address, first_item);
    next_ = size_ = 0;
    block_ = 0xFFFFFFFF;  // before the first
  }

  /// The next participant's assignment. `room` holds this list's open block:
  /// the same at each call.
  [[nodiscard]] Assignment next(const PermutedBlocks& plan,
                                std::span<std::uint8_t> room) {
    if (next_ == size_) {
      size_ = plan.draw(words_, room);
      next_ = 0;
      ++block_;
    }
    const std::uint32_t seq = next_++;
    return {room[seq], block_, size_, seq};
  }

 private:
  WordStream words_;
  std::uint32_t next_ = 0;
  std::uint32_t size_ = 0;
  std::uint32_t block_ = 0;
};

}  // namespace rehearse
