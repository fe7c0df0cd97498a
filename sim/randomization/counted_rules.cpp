#include "rehearse/randomization/counted_rules.hpp"

#include <cmath>
#include <cstdlib>

#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

std::int64_t difference(const AllocationCounts& counts) {
  return std::int64_t{counts.of_arm[1]} - std::int64_t{counts.of_arm[0]};
}

}  // namespace

double BiasedCoin::probability(const AllocationCounts& counts) const {
  const std::int64_t d = difference(counts);
  if (d == 0) return 0.5;
  const bool certain = mti > 0 && std::abs(d) >= mti;
  const double of_behind = certain ? 1.0 : behind;
  return d < 0 ? of_behind : 1.0 - of_behind;
}

MaximalProcedure::MaximalProcedure(std::uint32_t mti, std::uint32_t longest)
    : mti_(mti) {
  expect(mti >= 1 && longest >= 1, "a maximal procedure needs room");
  const std::size_t width = 2 * std::size_t{mti} + 1;
  ways_.resize((std::size_t{longest} + 1) * width, 0.0);
  log2_scale_.resize(std::size_t{longest} + 1, 0.0);
  // At the end |d| <= 1: the length's parity says which of them it is.
  for (std::int64_t d = -1; d <= 1; ++d)
    ways_[static_cast<std::size_t>(d + mti_)] = 1.0;
  for (std::uint32_t left = 1; left <= longest; ++left) {
    double sum = 0.0;
    for (std::int64_t d = -mti_; d <= mti_; ++d)
      sum += completions(left - 1, d + 1) + completions(left - 1, d - 1);
    for (std::int64_t d = -mti_; d <= mti_; ++d)
      ways_[left * width + static_cast<std::size_t>(d + mti_)] =
          (completions(left - 1, d + 1) + completions(left - 1, d - 1)) / sum;
    log2_scale_[left] = log2_scale_[left - 1] + std::log2(sum);
  }
}

double MaximalProcedure::completions(std::uint32_t left, std::int64_t d) const {
  if (std::abs(d) > mti_) return 0.0;
  const auto width = static_cast<std::size_t>(2 * mti_ + 1);
  return ways_[left * width + static_cast<std::size_t>(d + mti_)];
}

double MaximalProcedure::probability(const AllocationCounts& counts) const {
  const std::uint32_t left = counts.length - counts.total - 1;
  const std::int64_t d = difference(counts);
  const double up = completions(left, d + 1);
  return up / (up + completions(left, d - 1));
}

double MaximalProcedure::log2_sequences(std::uint32_t length) const {
  return std::log2(completions(length, 0)) + log2_scale_[length];
}

}  // namespace rehearse
