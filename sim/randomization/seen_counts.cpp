#include "randomization/seen_counts.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace rehearse {
namespace {

constexpr std::uint32_t unknown = 0xFFFFFFFF;

}  // namespace

SeenCounts::SeenCounts(std::span<const std::uint32_t> ratio)
    : ratio_(ratio.begin(), ratio.end()) {
  (void)number_of(Counts(ratio_.size()));
}

std::uint32_t SeenCounts::after(std::uint32_t counts, std::uint32_t arm) {
  const std::size_t arms = ratio_.size();
  if (after_[counts * arms + arm] == unknown) {
    Counts next = counts_[counts];
    ++next[arm];
    const bool complete_set =
        std::ranges::equal(next, ratio_, std::greater_equal<>{});
    if (complete_set)
      for (std::size_t k = 0; k < arms; ++k) next[k] -= ratio_[k];
    const std::uint32_t number = number_of(std::move(next));
    after_[counts * arms + arm] = number;
  }
  return after_[counts * arms + arm];
}

std::uint32_t SeenCounts::number_of(Counts counts) {
  const auto next = static_cast<std::uint32_t>(size());
  const auto [found, is_new] = numbers_.try_emplace(std::move(counts), next);
  if (is_new) describe(found->first);
  return found->second;
}

void SeenCounts::describe(const Counts& counts) {
  const std::size_t arms = ratio_.size();
  counts_.push_back(counts);
  after_.resize(after_.size() + arms, unknown);
  const std::int64_t seen = std::accumulate(counts.begin(), counts.end(), 0LL);
  const std::int64_t shares =
      std::accumulate(ratio_.begin(), ratio_.end(), 0LL);
  std::int64_t widest = 0;
  std::vector<std::int64_t> behind;
  for (std::size_t k = 0; k < arms; ++k) {
    behind.push_back(ratio_[k] * seen - shares * counts[k]);
    for (std::size_t j = 0; j < k; ++j)
      widest = std::max(widest, std::abs(std::int64_t{ratio_[j]} * counts[k] -
                                         std::int64_t{ratio_[k]} * counts[j]));
  }
  imbalance_.push_back(static_cast<std::uint32_t>(widest));
  const std::int64_t most = std::ranges::max(behind);
  const auto ties = static_cast<double>(std::ranges::count(behind, most));
  for (const std::int64_t b : behind)
    guess_.push_back(b == most ? 1.0 / ties : 0.0);
}

}  // namespace rehearse
