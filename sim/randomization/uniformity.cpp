#include "rehearse/randomization/uniformity.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numeric>
#include <utility>

#include "rehearse/core/expect.hpp"
#include "rehearse/core/in_double.hpp"

namespace rehearse {
namespace {

constexpr std::uint64_t most_arrangements = 1'000'000;

// n! / (n_0! n_1! …) as a product of binomials; 0 if it is above the most.
std::size_t arrangements_of(std::span<const std::uint32_t> of_arm) {
  std::uint64_t ways = 1;
  std::uint64_t placed = 0;
  for (const std::uint32_t count : of_arm)
    for (std::uint64_t k = 1; k <= count; ++k) {
      ways = ways * ++placed / k;  // whole at each step
      if (ways > most_arrangements) return 0;
    }
  return ways;
}

// ln of the number of arrangements, however many.
double log_arrangements(std::span<const std::uint32_t> of_arm) {
  double ways = 0.0;
  double placed = 0.0;
  for (const std::uint32_t count : of_arm) {
    placed += count;
    ways -= boost::math::lgamma(count + 1.0, InDouble{});
  }
  return ways + boost::math::lgamma(placed + 1.0, InDouble{});
}

}  // namespace

double binomial_at_least(std::uint64_t n, double p, std::uint64_t least) {
  if (least == 0) return 1.0;
  if (least > n || p <= 0.0) return 0.0;
  if (p >= 1.0) return 1.0;
  const auto k = static_cast<double>(least);
  return boost::math::ibeta(k, static_cast<double>(n - least) + 1.0, p,
                            InDouble{});
}

double extreme_count_p(std::span<const std::uint64_t> counts,
                       std::span<const double> shares) {
  const double all = std::reduce(shares.begin(), shares.end());
  const std::uint64_t n =
      std::reduce(counts.begin(), counts.end(), std::uint64_t{0});
  double p = 1.0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const double share = shares[k] / all;
    p = std::min({p, binomial_at_least(n, share, counts[k]),
                  binomial_at_least(n, 1.0 - share, n - counts[k])});
  }
  // Of two categories each tail of one is the other's.
  const auto categories = static_cast<double>(counts.size());
  return std::min(1.0, (categories > 2.0 ? 2.0 * categories : 2.0) * p);
}

ChiSquare goodness_of_fit(std::span<const std::uint64_t> counts,
                          std::span<const double> shares) {
  expect(!counts.empty() && counts.size() == shares.size(),
         "each count needs its share");
  const double all = std::reduce(shares.begin(), shares.end());
  const auto total = static_cast<double>(
      std::reduce(counts.begin(), counts.end(), std::uint64_t{0}));
  ChiSquare test{0.0, counts.size() - 1, 1.0, total};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    expect(shares[i] > 0.0, "a share must be positive");
    const double expected = total * shares[i] / all;
    const double off = static_cast<double>(counts[i]) - expected;
    if (expected > 0.0) test.statistic += off * off / expected;
    test.least = std::min(test.least, expected);
  }
  if (test.df > 0)
    test.p = boost::math::gamma_q(static_cast<double>(test.df) / 2.0,
                                  test.statistic / 2.0, InDouble{});
  return test;
}

ArrangementCounts::ArrangementCounts(std::vector<std::uint32_t> of_arm)
    : of_arm_(std::move(of_arm)),
      size_(std::accumulate(of_arm_.begin(), of_arm_.end(), std::size_t{0})),
      counts_(arrangements_of(of_arm_)) {
  expect(size_ > 0, "a block has participants");
}

void ArrangementCounts::add(std::span<const std::uint8_t> arms) {
  ++blocks_;
  const std::size_t rank = rank_of(arms);
  ++seen_[{arms.begin(), arms.end()}];
  if (!counts_.empty()) ++counts_[rank];
}

// The arrangements before this one: at each place, those with a lower arm
// there, which are a fraction left / places of all that begin alike.
std::size_t ArrangementCounts::rank_of(std::span<const std::uint8_t> arms) {
  expect(arms.size() == size_, "a block is whole");
  left_ = of_arm_;
  std::size_t rank = 0;
  std::size_t alike = counts_.size();
  std::size_t places = size_;
  for (const std::uint8_t arm : arms) {
    expect(arm < left_.size() && left_[arm] > 0, "a block is in the ratio");
    std::size_t lower = 0;
    for (std::size_t k = 0; k < arm; ++k) lower += left_[k];
    rank += alike * lower / places;
    alike = alike * left_[arm] / places;
    --left_[arm];
    --places;
  }
  return rank;
}

ArrangementCounts::Frequent ArrangementCounts::most_frequent() const {
  if (seen_.empty()) return {};
  const auto most = std::ranges::max_element(
      seen_, {}, [](const auto& s) { return s.second; });
  const double log_number = log_arrangements(of_arm_);
  // C(n, k) p^k, which is above the tail, where 1/p is no number.
  const auto n = static_cast<double>(blocks_);
  const auto k = static_cast<double>(most->second);
  const double log_p =
      log_number < 600.0
          ? log_number + std::log(binomial_at_least(
                             blocks_, std::exp(-log_number), most->second))
          : boost::math::lgamma(n + 1.0, InDouble{}) -
                boost::math::lgamma(k + 1.0, InDouble{}) -
                boost::math::lgamma(n - k + 1.0, InDouble{}) -
                (k - 1.0) * log_number;
  return {{most->first.begin(), most->first.end()},
          most->second,
          std::min(1.0, std::exp(log_p))};
}

ChiSquare ArrangementCounts::test() const {
  expect(!counts_.empty(), "too many arrangements to test");
  const std::vector<double> equal(counts_.size(), 1.0);
  return goodness_of_fit(counts_, equal);
}

}  // namespace rehearse
