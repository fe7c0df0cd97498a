#include "rehearse/randomization/uniformity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "rehearse/core/expect.hpp"
#include "rehearse/randomization/permuted_blocks.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

constexpr double reported = 1e-6;  // the linter's

// The engine's blocks of one size.
ChiSquare engine_test(const std::vector<int>& ratio, int size, int blocks) {
  const PermutedBlocks plan{ratio, std::vector{size}, std::vector{1}};
  std::vector<std::uint32_t> of_arm;
  for (const int share : ratio)
    of_arm.push_back(static_cast<std::uint32_t>(
        share * size / std::accumulate(ratio.begin(), ratio.end(), 0)));
  ArrangementCounts counts{of_arm};
  WordStream words{{20250707, Purpose::allocation, 0}, 0};
  std::vector<std::uint8_t> block(static_cast<std::size_t>(size));
  for (int b = 0; b < blocks; ++b) {
    plan.draw(words, block);
    counts.add(block);
  }
  CHECK(counts.blocks() == static_cast<std::uint64_t>(blocks));
  return counts.test();
}

}  // namespace

TEST_CASE("a goodness of fit is Pearson's", "[randomization][exact]") {
  // Mendel's peas (1866), 315:108:101:32 against 9:3:3:1: 0.470 (Fisher 1936,
  // Annals of Science 1:115, table of dihybrid crosses); p from R's
  // pchisq(0.470024, 3, lower = FALSE).
  const ChiSquare peas =
      goodness_of_fit(std::array<std::uint64_t, 4>{315, 108, 101, 32},
                      std::array{9.0, 3.0, 3.0, 1.0});
  CHECK(peas.statistic == Approx(0.470024).margin(1e-6));
  CHECK(peas.df == 3);
  CHECK(peas.p == Approx(0.9254259).margin(1e-6));
  CHECK(peas.least == Approx(34.75));
  // The 5% point of two degrees of freedom is -2 log 0.05.
  const ChiSquare even = goodness_of_fit(
      std::array<std::uint64_t, 3>{40, 30, 20}, std::array{1.0, 1.0, 1.0});
  CHECK(even.statistic == Approx(20.0 / 3.0));
  CHECK(even.p == Approx(0.0356739933));
}

TEST_CASE("every arrangement has a rank of its own", "[randomization][exact]") {
  for (const std::vector<std::uint32_t>& of_arm :
       {std::vector<std::uint32_t>{2, 2}, {4, 2}, {1, 2, 3}, {3, 0, 1}}) {
    ArrangementCounts counts{of_arm};
    std::vector<std::uint8_t> block;
    for (std::size_t arm = 0; arm < of_arm.size(); ++arm)
      block.insert(block.end(), of_arm[arm], static_cast<std::uint8_t>(arm));
    std::size_t arrangements = 0;
    do {
      counts.add(block);
      ++arrangements;
    } while (std::ranges::next_permutation(block).found);
    CHECK(counts.arrangements() == arrangements);
    CHECK(counts.test().statistic == 0.0);  // each exactly once
  }
  CHECK(ArrangementCounts{{2, 2}}.arrangements() == 6);
  CHECK(ArrangementCounts{{6, 3, 3}}.arrangements() == 18'480);
  CHECK(ArrangementCounts{{50, 50}}.arrangements() == 0);
  CHECK_THROWS_AS(
      (ArrangementCounts{{2, 2}}.add(std::array<std::uint8_t, 4>{0, 0, 0, 1})),
      PreconditionError);
  CHECK_THROWS_AS(
      (ArrangementCounts{{2, 2}}.add(std::array<std::uint8_t, 2>{0, 1})),
      PreconditionError);
}

TEST_CASE("a shuffle that swaps with any position is found out (R11)",
          "[randomization][statistical]") {
  // It gives the arrangements 45, 46, 48, 37, 39 and 41 times of 256: with
  // 10,000 blocks the statistic is about 90, with standard deviation 19; the
  // limit of 1e-6 is 35.9.
  std::array<std::uint64_t, 6> by_word{};
  ArrangementCounts counts{{2, 2}};
  WordStream words{{1, Purpose::allocation, 0}, 0};
  const std::array<std::array<std::uint8_t, 4>, 6> order{{{0, 0, 1, 1},
                                                          {0, 1, 0, 1},
                                                          {0, 1, 1, 0},
                                                          {1, 0, 0, 1},
                                                          {1, 0, 1, 0},
                                                          {1, 1, 0, 0}}};
  for (int b = 0; b < 10'000; ++b) {
    std::array<std::uint8_t, 4> block{0, 0, 1, 1};
    for (std::uint8_t& arm : block) std::swap(arm, block.at(words.below(4)));
    counts.add(block);
    ++by_word.at(static_cast<std::size_t>(std::ranges::find(order, block) -
                                          order.begin()));
  }
  CHECK(counts.test().p < reported);
  // It is that shuffle: its own shares fit.
  CHECK(goodness_of_fit(by_word, std::array{45.0, 46.0, 48.0, 37.0, 39.0, 41.0})
            .p > reported);
}

TEST_CASE("the engine's blocks are uniform",
          "[randomization][statistical][RND-01]") {
  // A false alarm has probability 1e-6 each.
  CHECK(engine_test({1, 1}, 4, 10'000'000).p > reported);
  CHECK(engine_test({1, 1}, 6, 1'000'000).p > reported);
  CHECK(engine_test({2, 1}, 6, 1'000'000).p > reported);
}

TEST_CASE("one arrangement too often has the binomial's tail",
          "[randomization][exact]") {
  // R: pbinom(14, 20, 0.3, lower.tail = FALSE), 6 dbinom(20, 20, 1/6) and
  // 20 pbinom(9, 30, 1/20, lower.tail = FALSE).
  CHECK(binomial_at_least(20, 0.3, 15) == Approx(4.29400219535917e-05));
  ArrangementCounts fours{{2, 2}};
  for (int b = 0; b < 20; ++b) fours.add(std::vector<std::uint8_t>{0, 1, 1, 0});
  CHECK(fours.most_frequent().blocks == 20);
  CHECK(fours.most_frequent().arms == std::vector<std::uint8_t>{0, 1, 1, 0});
  CHECK(fours.most_frequent().p == Approx(1.64106673667476e-15));
  ArrangementCounts sixes{{3, 3}};
  for (int b = 0; b < 30; ++b)
    sixes.add(b < 10       ? std::vector<std::uint8_t>{0, 0, 0, 1, 1, 1}
              : b % 2 == 0 ? std::vector<std::uint8_t>{0, 1, 0, 1, 0, 1}
              : b % 3 == 0 ? std::vector<std::uint8_t>{1, 1, 0, 0, 0, 1}
                           : std::vector<std::uint8_t>{1, 0, 1, 0, 1, 0});
  CHECK(sixes.most_frequent().blocks == 10);
  CHECK(sixes.most_frequent().p == Approx(2.32304279374309e-05));
  // More arrangements than are counted, by birthdays: C(40, 20)^-1 for the
  // second block, and the binomial's bound on it.
  ArrangementCounts forties{{20, 20}};
  std::vector<std::uint8_t> block(40);
  for (std::size_t i = 0; i < 40; ++i) block[i] = i % 2 == 0 ? 0 : 1;
  forties.add(block);
  forties.add(block);
  CHECK(forties.arrangements() == 0);
  CHECK(forties.most_frequent().p == Approx(1.0 / 137846528820.0));
}

TEST_CASE("a category too often or too seldom has both tails",
          "[randomization][exact]") {
  const std::array equal{1.0, 1.0};
  CHECK(extreme_count_p(std::array<std::uint64_t, 2>{20, 0}, equal) ==
        Approx(2.0 / 1048576.0));
  CHECK(extreme_count_p(std::array<std::uint64_t, 2>{10, 10}, equal) == 1.0);
  // Six tails of three: 6 (2/3)^12 is the least.
  CHECK(extreme_count_p(std::array<std::uint64_t, 3>{6, 6, 0},
                        std::array{1.0, 1.0, 1.0}) ==
        Approx(6.0 * std::pow(2.0 / 3.0, 12)));
}
