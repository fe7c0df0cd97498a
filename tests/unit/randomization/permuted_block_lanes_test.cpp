#include "rehearse/randomization/permuted_block_lanes.hpp"

#include <numeric>

#include "rehearse/randomization/allocate.hpp"
#include "support/catch.hpp"
#include "support/every_target.hpp"

using namespace rehearse;

namespace {

struct Plan {
  std::vector<int> ratio;
  std::vector<int> sizes;
  std::vector<int> weights;
};

// As one replicate after another is allocated.
std::vector<std::uint8_t> one_by_one(const PermutedBlocks& blocks,
                                     const std::vector<std::uint64_t>& streams,
                                     const StreamAddress& first,
                                     const Column<std::uint32_t>& cells) {
  StratifiedAllocator lists{blocks, streams};
  const std::size_t rows = cells.size() / block_lanes;
  std::vector<std::uint8_t> all(cells.size());
  std::vector<std::uint32_t> strata(rows);
  std::vector<std::uint32_t> numbers(rows);
  std::vector<std::uint8_t> arms(rows);
  for (std::size_t l = 0; l < block_lanes; ++l) {
    for (std::size_t i = 0; i < rows; ++i)
      strata[i] = cells[i * block_lanes + l];
    StreamAddress address = first;
    address.replicate += l;
    lists.allocate(address, strata, arms, numbers);
    for (std::size_t i = 0; i < rows; ++i) all[i * block_lanes + l] = arms[i];
  }
  return all;
}

}  // namespace

TEST_CASE("blocks as bits are the lists of the replicates, on every target",
          "[randomization][exact]") {
  const Plan plan = GENERATE(
      Plan{{1, 1}, {4}, {1}}, Plan{{1, 1}, {2}, {1}}, Plan{{1, 1}, {32}, {1}},
      Plan{{2, 1}, {6}, {1}}, Plan{{1, 1}, {4, 6}, {1, 1}},
      Plan{{1, 1}, {2, 4, 32}, {3, 0, 1}}, Plan{{1, 3}, {4, 8, 12}, {1, 2, 1}});
  const PermutedBlocks blocks{plan.ratio, plan.sizes, plan.weights};
  REQUIRE(PermutedBlockLanes::takes(blocks));
  const std::size_t strata = GENERATE(1U, 3U, 12U);
  std::vector<std::uint64_t> streams;
  for (std::uint64_t s = 0; s < strata; ++s)
    streams.push_back((s << 40) + 0xFFFF'FFFE);  // crosses 2^32 items
  std::vector<std::uint32_t> identity(strata);
  std::iota(identity.begin(), identity.end(), 0U);
  on_every_target([&](std::int64_t target) {
    CAPTURE(hwy::TargetName(target), plan.sizes, strata);
    WordStream words{{15, Purpose::stratum, 0}, 0};
    for (const std::uint64_t replicate : {0ULL, 48ULL, 0xFFFF'FFF0ULL}) {
      // Of its own each time: a list that ends late has no room to do so in.
      PermutedBlockLanes lanes{blocks, streams};
      const std::size_t rows = replicate == 48 ? 33 : 211;
      Column<std::uint32_t> cells(rows * block_lanes);
      for (std::uint32_t& cell : cells)  // most in the first, few in the last
        cell = std::min(words.below(static_cast<std::uint32_t>(strata)),
                        words.below(static_cast<std::uint32_t>(strata)));
      Column<std::uint8_t> arms(cells.size());
      const StreamAddress first{7, Purpose::allocation, replicate};
      REQUIRE(lanes.allocate(first, cells, identity, arms) == 0);
      const auto expected = one_by_one(blocks, streams, first, cells);
      REQUIRE(std::equal(arms.begin(), arms.end(), expected.begin()));
    }
  });
}

TEST_CASE("what is no bits of two arms is not taken",
          "[randomization][exact]") {
  CHECK_FALSE(PermutedBlockLanes::takes(
      PermutedBlocks{std::vector{1, 1, 1}, std::vector{3}, std::vector{1}}));
  CHECK_FALSE(PermutedBlockLanes::takes(
      PermutedBlocks{std::vector{1, 1}, std::vector{34}, std::vector{1}}));
}
