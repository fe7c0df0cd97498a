#include "rehearse/randomization/minimization.hpp"

#include <algorithm>
#include <cmath>

#include "rehearse/core/expect.hpp"

namespace rehearse {
namespace {

// Sums that only rounding tells apart are tied.
constexpr double tie_tolerance = 1e-9;

// Of the counts over the arms with one more in `arm`.
double margin_imbalance(std::span<const std::uint32_t> counts,
                        std::uint32_t arm, MarginImbalance kind) {
  const auto arms = static_cast<double>(counts.size());
  double least = 1e300;
  double most = 0.0;
  double sum = 0.0;
  double squares = 0.0;
  for (std::uint32_t k = 0; k < counts.size(); ++k) {
    const double count = counts[k] + (k == arm ? 1.0 : 0.0);
    least = std::min(least, count);
    most = std::max(most, count);
    sum += count;
    squares += count * count;
  }
  if (kind == MarginImbalance::range) return most - least;
  const double variance = (squares - sum * sum / arms) / (arms - 1.0);
  return kind == MarginImbalance::variance ? variance
                                           : std::sqrt(std::max(variance, 0.0));
}

}  // namespace

Minimization::Minimization(std::uint32_t arms, const ProcedureSpec& spec,
                           std::vector<MinimizedFactor> factors)
    : arms_(arms),
      probability_(spec.probability),
      imbalance_(spec.imbalance),
      factors_(std::move(factors)),
      sums_(arms) {
  expect(arms >= 2 && !factors_.empty(), "minimization needs arms and factors");
  expect(probability_ * arms >= 1.0 && probability_ <= 1.0,
         "minimization prefers the arm that is behind");
  double largest = 0.0;
  for (const MinimizedFactor& factor : factors_)
    largest = std::max(largest, factor.weight);
  for (MinimizedFactor& factor : factors_) factor.weight /= largest;
  std::size_t levels = 0;
  for (const MinimizedFactor& factor : factors_) {
    first_.push_back(levels * arms);
    levels += factor.levels;
  }
  counts_.resize(levels * arms);
}

void Minimization::begin(const StreamAddress& address,
                         std::uint64_t first_item) {
  words_.begin(address, first_item);
  std::ranges::fill(counts_, 0U);
}

double Minimization::imbalance_with(
    std::uint32_t arm, std::span<const std::uint32_t> levels) const {
  double sum = 0.0;
  for (std::size_t f = 0; f < factors_.size(); ++f) {
    const std::span<const std::uint32_t> counts =
        std::span{counts_}.subspan(first_[f] + levels[f] * arms_, arms_);
    sum += factors_[f].weight * margin_imbalance(counts, arm, imbalance_);
  }
  return sum;
}

// The arms' sums; and up to where they are tied with the smallest.
double Minimization::weigh(std::span<const std::uint32_t> levels,
                           std::span<double> sums) const {
  for (std::uint32_t k = 0; k < arms_; ++k) sums[k] = imbalance_with(k, levels);
  const double least = std::ranges::min(sums);
  return least + tie_tolerance * (1.0 + least);
}

void Minimization::probabilities(std::span<const std::uint32_t> levels,
                                 std::span<double> of_arm) const {
  const double tied = weigh(levels, of_arm);
  const auto best = [&](double sum) { return sum <= tied; };
  const auto ties = static_cast<double>(std::ranges::count_if(of_arm, best));
  const double other = (1.0 - probability_) / (arms_ - 1.0);
  const double preferred = (probability_ + (ties - 1.0) * other) / ties;
  for (double& p : of_arm) p = best(p) ? preferred : other;
}

void Minimization::add(std::span<const std::uint32_t> levels,
                       std::uint32_t arm) {
  for (std::size_t f = 0; f < factors_.size(); ++f)
    ++counts_[first_[f] + levels[f] * arms_ + arm];
}

void Minimization::move(std::span<const std::uint32_t> levels,
                        std::uint32_t from, std::uint32_t to) {
  for (std::size_t f = 0; f < factors_.size(); ++f) {
    const std::size_t level = first_[f] + levels[f] * arms_;
    --counts_[level + from];
    ++counts_[level + to];
  }
}

std::uint32_t Minimization::draw(std::uint32_t preferred) {
  if (words_.uniform() < probability_) return preferred;
  const std::uint32_t other = words_.below(arms_ - 1);
  return other < preferred ? other : other + 1;
}

std::uint32_t Minimization::next(std::span<const std::uint32_t> levels) {
  const double tied = weigh(levels, sums_);
  const auto best = [&](double sum) { return sum <= tied; };
  std::uint32_t skip = words_.below(
      static_cast<std::uint32_t>(std::ranges::count_if(sums_, best)));
  std::uint32_t preferred = 0;
  while (!best(sums_[preferred]) || skip-- > 0) ++preferred;
  const std::uint32_t arm = draw(preferred);
  add(levels, arm);
  return arm;
}

}  // namespace rehearse
