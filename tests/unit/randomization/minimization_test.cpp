#include "rehearse/randomization/minimization.hpp"

#include <cmath>
#include <map>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

ProcedureSpec spec_of(double probability, MarginImbalance imbalance) {
  ProcedureSpec spec;
  spec.kind = ProcedureKind::minimization;
  spec.probability = probability;
  spec.imbalance = imbalance;
  return spec;
}

// Pocock & Simon (1975), written from the paper: tables kept by name, the
// arms' sums of weighted imbalances, worked out anew for each participant.
class SlowMinimization {
 public:
  SlowMinimization(std::uint32_t arms, MarginImbalance imbalance,
                   std::vector<double> weights)
      : arms_(arms), imbalance_(imbalance), weights_(std::move(weights)) {}

  // Sum for each arm, were the newcomer given it.
  std::vector<double> sums(const std::vector<std::uint32_t>& levels) {
    std::vector<double> out;
    for (std::uint32_t candidate = 0; candidate < arms_; ++candidate) {
      double sum = 0.0;
      for (std::size_t f = 0; f < levels.size(); ++f) {
        std::vector<double> counts;
        for (std::uint32_t k = 0; k < arms_; ++k)
          counts.push_back(table_[{f, levels[f], k}] + (k == candidate));
        sum += weights_[f] * distance(counts);
      }
      out.push_back(sum);
    }
    return out;
  }
  void add(const std::vector<std::uint32_t>& levels, std::uint32_t arm) {
    for (std::size_t f = 0; f < levels.size(); ++f)
      ++table_[{f, levels[f], arm}];
  }

 private:
  double distance(const std::vector<double>& counts) const {
    double lowest = counts[0];
    double highest = counts[0];
    double mean = 0.0;
    for (const double c : counts) {
      lowest = std::min(lowest, c);
      highest = std::max(highest, c);
      mean += c / static_cast<double>(counts.size());
    }
    if (imbalance_ == MarginImbalance::range) return highest - lowest;
    double variance = 0.0;
    for (const double c : counts)
      variance += (c - mean) * (c - mean) / (static_cast<double>(arms_) - 1.0);
    return imbalance_ == MarginImbalance::sd ? std::sqrt(variance) : variance;
  }

  std::uint32_t arms_;
  MarginImbalance imbalance_;
  std::vector<double> weights_;
  std::map<std::tuple<std::size_t, std::uint32_t, std::uint32_t>, double>
      table_;
};

}  // namespace

TEST_CASE("minimization prefers an arm with the smallest sum",
          "[randomization][exact][RND-06]") {
  const auto imbalance = GENERATE(
      MarginImbalance::range, MarginImbalance::variance, MarginImbalance::sd);
  const std::uint32_t arms = GENERATE(2U, 3U);
  // With probability 1 the arm is always one of the best.
  Minimization fast{arms, spec_of(1.0, imbalance), {{2, 1.0}, {5, 0.3}}};
  SlowMinimization slow{arms, imbalance, {1.0, 0.3}};
  fast.begin({5, Purpose::allocation, 0}, 0);
  WordStream words{{6, Purpose::stratum, 0}, 0};
  for (int i = 0; i < 2000; ++i) {
    const std::vector<std::uint32_t> levels{words.below(2), words.below(5)};
    const std::vector<double> sums = slow.sums(levels);
    const std::uint32_t arm = fast.next(levels);
    REQUIRE(sums[arm] <= *std::min_element(sums.begin(), sums.end()) + 1e-9);
    slow.add(levels, arm);
  }
}

TEST_CASE("minimization has its probability, and ties are fair",
          "[randomization][statistical][RND-06]") {
  // 60,000 trials of three participants of one level, two arms, p = 0.7: the
  // first arm is fair, the second is the other with 0.7. Within 4.5 standard
  // errors (7e-6 two-sided).
  constexpr int trials = 60'000;
  Minimization minimization{
      2, spec_of(0.7, MarginImbalance::range), {{1, 1.0}}};
  const std::vector<std::uint32_t> level{0};
  int first = 0;
  int other = 0;
  for (std::uint64_t k = 0; k < trials; ++k) {
    minimization.begin({9, Purpose::allocation, k}, 0);
    const std::uint32_t one = minimization.next(level);
    const std::uint32_t two = minimization.next(level);
    first += one == 1 ? 1 : 0;
    other += one != two ? 1 : 0;
  }
  CHECK(std::abs(first - trials * 0.5) <= 4.5 * std::sqrt(trials * 0.25));
  CHECK(std::abs(other - trials * 0.7) <= 4.5 * std::sqrt(trials * 0.21));
}

TEST_CASE("of three arms the others share the rest",
          "[randomization][statistical]") {
  constexpr int trials = 60'000;
  Minimization minimization{
      3, spec_of(0.5, MarginImbalance::range), {{1, 1.0}}};
  const std::vector<std::uint32_t> level{0};
  std::map<std::uint32_t, int> third;
  int after_two = 0;
  for (std::uint64_t k = 0; k < trials; ++k) {
    minimization.begin({9, Purpose::allocation, k}, 0);
    const std::uint32_t one = minimization.next(level);
    const std::uint32_t two = minimization.next(level);
    if (one != 0 || two != 1) continue;
    ++after_two;
    ++third[minimization.next(level)];
  }
  REQUIRE(after_two > 4000);
  CHECK(std::abs(third[2] - after_two * 0.5) <=
        4.5 * std::sqrt(after_two * 0.25));
  CHECK(std::abs(third[0] - after_two * 0.25) <=
        4.5 * std::sqrt(after_two * 0.1875));
}

TEST_CASE("minimization's weights are relative", "[randomization][exact]") {
  const ProcedureSpec spec = spec_of(0.8, MarginImbalance::range);
  Minimization large{2, spec, {{2, 1.0}, {3, 0.5}}};
  Minimization small{2, spec, {{2, 1e-12}, {3, 0.5e-12}}};
  large.begin({5, Purpose::allocation, 1}, 0);
  small.begin({5, Purpose::allocation, 1}, 0);
  WordStream words{{6, Purpose::stratum, 1}, 0};
  for (int i = 0; i < 500; ++i) {
    const std::vector<std::uint32_t> levels{words.below(2), words.below(3)};
    REQUIRE(large.next(levels) == small.next(levels));
  }
}
