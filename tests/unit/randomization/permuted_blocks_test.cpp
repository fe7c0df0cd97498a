#include "rehearse/randomization/permuted_blocks.hpp"

#include <cmath>
#include <map>
#include <string>

#include "rehearse/randomization/allocate.hpp"
#include "support/catch.hpp"

using namespace rehearse;

namespace {

struct Design {
  std::vector<int> ratio, sizes, weights;
};

// A list with what it needs.
class List {
 public:
  List(const Design& design, std::uint64_t replicate)
      : plan_(design.ratio, design.sizes, design.weights),
        room_(plan_.largest_block()) {
    sequence_.begin({7, Purpose::allocation, replicate}, 0, 0, room_);
  }
  Assignment next() { return sequence_.next(plan_, room_); }

 private:
  PermutedBlocks plan_;
  BlockSequence sequence_;
  std::vector<std::uint8_t> room_;
};

PermutedBlocks blocks_of_4_and_6() {
  return {std::vector{1, 1}, std::vector{4, 6}, std::vector{1, 1}};
}

}  // namespace

TEST_CASE("every arrangement of a block is equally likely",
          "[randomization][statistical][RND-01]") {
  // Chi-square against uniform at its 1e-5 quantile (5 and 29 df).
  const auto [plan, arrangements, limit] =
      GENERATE(table<Design, int, double>({{{{1, 1}, {4}, {1}}, 6, 30.9},
                                           {{{2, 1, 1}, {4}, {1}}, 12, 43.2},
                                           {{{2, 1}, {6}, {1}}, 15, 48.7}}));
  constexpr int blocks = 60'000;
  List list{plan, 0};
  std::map<std::string, int> counts;
  for (int b = 0; b < blocks; ++b) {
    std::string block;
    for (int i = 0; i < plan.sizes[0]; ++i)
      block += static_cast<char>('A' + list.next().arm);
    ++counts[block];
  }
  REQUIRE(static_cast<int>(counts.size()) == arrangements);
  double chi_square = 0.0;
  const double expected = static_cast<double>(blocks) / arrangements;
  for (const auto& [block, count] : counts)
    chi_square += (count - expected) * (count - expected) / expected;
  CHECK(chi_square < limit);
}

TEST_CASE("blocks are complete and numbered", "[randomization][exact]") {
  const Design plan{{1, 2}, {3, 6, 9}, {1, 1, 1}};
  List list{plan, 3};
  std::uint32_t block = 0;
  for (int b = 0; b < 200; ++b, ++block) {
    std::uint32_t experimental = 0;
    const Assignment first = list.next();
    experimental += first.arm;
    for (std::uint32_t i = 1; i < first.block_size; ++i) {
      const Assignment next = list.next();
      experimental += next.arm;
      REQUIRE(next.block == block);
      REQUIRE(next.seq_in_block == i);
      REQUIRE(next.block_size == first.block_size);
    }
    REQUIRE(first.block == block);
    REQUIRE(first.seq_in_block == 0);
    REQUIRE(3 * experimental == 2 * first.block_size);
  }
}

TEST_CASE("block sizes are drawn with their weights",
          "[randomization][statistical]") {
  const Design plan{{1, 1}, {2, 4, 6}, {1, 2, 1}};
  List list{plan, 1};
  std::map<std::uint32_t, int> sizes;
  constexpr int blocks = 40'000;
  for (int b = 0; b < blocks; ++b) {
    const std::uint32_t size = list.next().block_size;
    for (std::uint32_t i = 1; i < size; ++i) (void)list.next();
    ++sizes[size];
  }
  // 4 standard errors of a binomial with p 1/4 and 1/2.
  CHECK(std::abs(sizes[2] - blocks / 4.0) < 4 * std::sqrt(blocks * 3 / 16.0));
  CHECK(std::abs(sizes[4] - blocks / 2.0) < 4 * std::sqrt(blocks / 4.0));
  CHECK(sizes[2] + sizes[4] + sizes[6] == blocks);
}

TEST_CASE("a cut block has the imbalance of the hypergeometric (R3)",
          "[randomization][statistical]") {
  // Var(D) = r (2m - r) / (2m - 1) after r of 2m (oracles R3).
  const auto [size, drawn] = GENERATE(
      table<int, int>({{4, 1}, {4, 2}, {4, 3}, {6, 2}, {6, 3}, {8, 6}}));
  const Design plan{{1, 1}, {size}, {1}};
  constexpr int lists = 40'000;
  double squares = 0.0;
  for (int k = 0; k < lists; ++k) {
    List list{plan, static_cast<std::uint64_t>(k)};
    int difference = 0;
    for (int i = 0; i < drawn; ++i) difference += list.next().arm == 1 ? 1 : -1;
    squares += difference * difference;
  }
  const double expected =
      static_cast<double>(drawn) * (size - drawn) / (size - 1);
  // D^2 <= 16 here: its standard deviation is at most 2 E(D^2); 5 of them.
  CHECK(squares / lists ==
        Approx(expected).margin(5 * 2 * expected / std::sqrt(lists)));
}

TEST_CASE("a stratum's list doesn't depend on the other strata",
          "[randomization][exact]") {
  StratifiedAllocator two{blocks_of_4_and_6(), {1ULL << 30, 5ULL << 30}};
  StratifiedAllocator alone{blocks_of_4_and_6(), {5ULL << 30}};
  const std::vector<std::uint32_t> strata{0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1};
  std::vector<std::uint8_t> arms(strata.size());
  std::vector<std::uint32_t> blocks(strata.size());
  two.allocate({1, Purpose::allocation, 42}, strata, arms, blocks);

  const std::vector<std::uint32_t> one(7, 0U);
  std::vector<std::uint8_t> expected(one.size());
  std::vector<std::uint32_t> expected_blocks(one.size());
  alone.allocate({1, Purpose::allocation, 42}, one, expected, expected_blocks);
  std::size_t next = 0;
  for (std::size_t i = 0; i < strata.size(); ++i)
    if (strata[i] == 1) {
      CHECK(arms[i] == expected[next]);
      CHECK(blocks[i] == expected_blocks[next]);
      ++next;
    }
  CHECK(next == one.size());
}
