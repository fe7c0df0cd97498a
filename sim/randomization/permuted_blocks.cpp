#include "rehearse/randomization/permuted_blocks.hpp"

#include <algorithm>
#include <numeric>

#include "rehearse/core/expect.hpp"

namespace rehearse {

PermutedBlocks::PermutedBlocks(std::span<const int> ratio,
                               std::span<const int> sizes,
                               std::span<const int> weights) {
  expect(!ratio.empty() && ratio.size() <= max_arms, "too few or many arms");
  expect(!sizes.empty() && sizes.size() == weights.size(),
         "each block size needs its weight");
  const int shares = std::accumulate(ratio.begin(), ratio.end(), 0);
  expect(shares > 0, "the ratio's sum must be positive");
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    expect(sizes[i] > 0 && sizes[i] % shares == 0,
           "a block size must be a multiple of the ratio's sum");
    expect(weights[i] >= 0, "a block size's weight must not be negative");
    Size size{static_cast<std::uint32_t>(weights[i]), {}};
    for (std::size_t arm = 0; arm < ratio.size(); ++arm)
      size.arms.insert(
          size.arms.end(),
          static_cast<std::size_t>(ratio[arm] * (sizes[i] / shares)),
          static_cast<std::uint8_t>(arm));
    total_weight_ += size.weight;
    largest_ = std::max(largest_, size.arms.size());
    sizes_.push_back(std::move(size));
  }
  expect(total_weight_ > 0, "a block size needs a positive weight");
}

std::uint32_t PermutedBlocks::draw(WordStream& words,
                                   std::span<std::uint8_t> room) const {
  std::size_t chosen = 0;
  if (sizes_.size() > 1) {
    std::uint32_t drawn = words.below(total_weight_);
    while (drawn >= sizes_[chosen].weight) drawn -= sizes_[chosen++].weight;
  }
  const std::vector<std::uint8_t>& arms = sizes_[chosen].arms;
  const auto size = static_cast<std::uint32_t>(arms.size());
  std::copy_n(arms.data(), size, room.data());
  for (std::uint32_t last = size - 1; last > 0; --last)
    std::swap(room[last], room[words.below(last + 1)]);
  return size;
}

}  // namespace rehearse
