#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rehearse/randomization/permuted_blocks.hpp"

namespace rehearse {

/// Draws the lists of a whole trial, one for each stratum, as they are needed.
/// A stratum's list depends on the seed, the replicate and where its stream
/// begins, on nothing else: strata never shift one another.
class StratifiedAllocator {
 public:
  /// `stratum_streams`: first item of each stratum's stream; one at least.
  StratifiedAllocator(PermutedBlocks plan,
                      std::vector<std::uint64_t> stratum_streams);
  StratifiedAllocator(const StratifiedAllocator&) = delete;
  StratifiedAllocator& operator=(const StratifiedAllocator&) = delete;

  /// Assigns participants in order of entry. Columns of one length: `strata`
  /// in, `arms` and `blocks` (within the stratum) out. Never allocates memory.
  void allocate(std::uint64_t seed, std::uint64_t replicate,
                std::span<const std::uint32_t> strata,
                std::span<std::uint8_t> arms, std::span<std::uint32_t> blocks);

 private:
  PermutedBlocks plan_;
  std::vector<std::uint64_t> streams_;
  std::vector<BlockSequence> sequences_;  // this replicate's
  std::vector<std::uint8_t> started_;
  std::vector<std::uint8_t> rooms_;  // of open blocks, by stratum
};

}  // namespace rehearse
