#include "rehearse/randomization/permuted_blocks.hpp"

#include <numeric>

namespace rehearse {

namespace {

std::size_t drawn_size(const std::vector<int>& weights, WordStream& words) {
  if (weights.size() == 1) return 0;
  const int total = std::accumulate(weights.begin(), weights.end(), 0);
  auto drawn = static_cast<int>(words.below(static_cast<std::uint32_t>(total)));
  std::size_t chosen = 0;
  while (drawn >= weights[chosen]) drawn -= weights[chosen++];
  return chosen;
}

}  // namespace

void BlockSequence::open_block() {
  const int shares =
      std::accumulate(plan_->ratio.begin(), plan_->ratio.end(), 0);
  const int size = plan_->sizes[drawn_size(plan_->weights, words_)];
  for (std::size_t arm = 0; arm < plan_->ratio.size(); ++arm)
    remaining_[arm] =
        static_cast<std::uint32_t>(plan_->ratio[arm] * (size / shares));
  size_ = left_ = static_cast<std::uint32_t>(size);
  ++block_;
}

}  // namespace rehearse
