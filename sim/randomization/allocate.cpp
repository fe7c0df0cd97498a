#include "rehearse/randomization/allocate.hpp"

#include <algorithm>
#include <utility>

#include "rehearse/core/expect.hpp"

namespace rehearse {

StratifiedAllocator::StratifiedAllocator(
    PermutedBlocks plan, std::vector<std::uint64_t> stratum_streams)
    : plan_(std::move(plan)),
      streams_(std::move(stratum_streams)),
      sequences_(streams_.size()),
      started_(streams_.size()),
      rooms_(streams_.size() * plan_.largest_block()) {
  expect(!streams_.empty(), "a list needs at least one stratum");
}

void StratifiedAllocator::allocate(std::uint64_t seed, std::uint64_t replicate,
                                   std::span<const std::uint32_t> strata,
                                   std::span<std::uint8_t> arms,
                                   std::span<std::uint32_t> blocks) {
  const StreamAddress address{seed, Purpose::allocation, replicate};
  const std::size_t largest = plan_.largest_block();
  std::ranges::fill(started_, std::uint8_t{0});
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const std::uint32_t stratum = strata[i];
    if (started_[stratum] == 0) {
      started_[stratum] = 1;
      sequences_[stratum].begin(address, streams_[stratum]);
    }
    const auto room = std::span{rooms_}.subspan(stratum * largest, largest);
    const Assignment assignment = sequences_[stratum].next(plan_, room);
    arms[i] = static_cast<std::uint8_t>(assignment.arm);
    blocks[i] = assignment.block;
  }
}

}  // namespace rehearse
