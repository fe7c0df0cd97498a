#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/core/lanes.hpp"
#include "rehearse/randomization/permuted_blocks.hpp"

namespace rehearse {

/// The permuted blocks of `block_lanes` replicates at once, one in each lane.
/// A block of two arms is the bits of an integer, and each word of a lane's
/// stream makes one swap of two bits, or chooses a block's size: so all lanes
/// take their words together, however far each has come. The lists are those
/// of `BlockSequence`, word by word.
class PermutedBlockLanes {
 public:
  /// Two arms, and no block longer than half an integer.
  [[nodiscard]] static bool takes(const PermutedBlocks& plan);

  /// `streams`: first item of each stratum's stream.
  PermutedBlockLanes(const PermutedBlocks& plan,
                     std::vector<std::uint64_t> streams);

  /// Whether so few strata share the participants that lists of chunks
  /// aren't mostly thrown away.
  [[nodiscard]] bool pays(std::size_t participants) const {
    return 8 * streams_.size() <= participants;
  }

  /// As `StratifiedAllocator::allocate_lanes`. Returns the lanes that it could
  /// not do, a bit for each: where a word would have been drawn again, once in
  /// about 10^9 words.
  [[nodiscard]] std::uint32_t allocate(
      const StreamAddress& address, std::span<const std::uint32_t> cells,
      std::span<const std::uint32_t> stratum_of_cell,
      std::span<std::uint8_t> arms);

  /// A block's size: its arms as bits, the first participant's lowest.
  struct Size {
    std::uint64_t arms;
    std::uint64_t length;
    std::uint64_t up_to;  ///< sizes up to it have this weight together
  };

  /// So many participants of a list in the lowest bits, the first lowest.
  using Bits = std::uint64_t;
  static constexpr int chunk = 16;

 private:
  std::uint32_t make(const StreamAddress& address, std::size_t stratum,
                     std::size_t rows);

  std::vector<Size> sizes_;
  std::vector<std::uint64_t> streams_;
  std::size_t room_ = 0;               // of a stratum's list in all lanes
  Column<Bits> lists_;                 // rows of block_lanes
  std::vector<std::uint32_t> made_;    // of each stratum, in each lane
  std::vector<std::uint32_t> wanted_;  // most that were needed so far
  std::vector<std::uint32_t> next_;    // of a lane's strata
};

}  // namespace rehearse
