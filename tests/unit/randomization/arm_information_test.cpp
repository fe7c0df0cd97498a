#include "rehearse/randomization/arm_information.hpp"

#include <cmath>
#include <numeric>

#include "support/catch.hpp"

using namespace rehearse;

namespace {

using Arms = std::vector<std::uint8_t>;

const std::vector<std::uint32_t> equal{1, 1};

AllocationChain blocks_of(const std::vector<int>& sizes) {
  return {PermutedBlocks{std::vector{1, 1}, sizes,
                         std::vector<int>(sizes.size(), 1)},
          equal, 0};
}

double sum(const std::vector<double>& information) {
  return std::accumulate(information.begin(), information.end(), 0.0);
}

}  // namespace

TEST_CASE("information is that of the sequence's probability",
          "[randomization][exact]") {
  AllocationChain coin{CompleteRandomization{equal}, equal, 0};
  CHECK(sum(arm_information(coin, Arms{0, 0, 1, 0})) ==
        Approx(4.0 * std::log(2.0)));
  AllocationChain fours = blocks_of({4});
  CHECK(sum(arm_information(fours, Arms{0, 1, 1, 0, 1, 1, 0, 0})) ==
        Approx(2.0 * std::log(6.0)));
  // 0 1 1 0 is a block of 4, or one of 2 and another or half a block of 4:
  // 1/2 1/6 + 1/4 (1/4 + 1/6).
  AllocationChain mixed = blocks_of({2, 4});
  CHECK(sum(arm_information(mixed, Arms{0, 1, 1, 0})) ==
        Approx(-std::log(9.0 / 48)));
}

TEST_CASE("probabilities of all sequences sum to 1", "[randomization][exact]") {
  constexpr unsigned length = 10;
  const Procedure procedure =
      GENERATE(Procedure{PermutedBlocks{std::vector{1, 1}, std::vector{2, 4, 6},
                                        std::vector{1, 2, 1}}},
               Procedure{WeiUrn{2, 0, 1}}, Procedure{BiasedCoin{0.7, 0}},
               Procedure{BiasedCoin{0.5, 2}}, Procedure{BlockUrn{equal, 2}},
               Procedure{RandomAllocation{equal, 2}},
               Procedure{MaximalProcedure{2, length}});
  AllocationChain chain{procedure, equal, length};
  double all = 0.0;
  for (unsigned bits = 0; bits < 1U << length; ++bits) {
    Arms arms;
    for (unsigned i = 0; i < length; ++i)
      arms.push_back(static_cast<std::uint8_t>(bits >> i & 1U));
    const auto information = arm_information(chain, arms);
    if (information.size() == arms.size()) all += std::exp(-sum(information));
  }
  CHECK(all == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("information ends before what can't be", "[randomization][exact]") {
  AllocationChain fours = blocks_of({4});
  CHECK(arm_information(fours, Arms{0, 0, 0, 1}).size() == 2);
  CHECK(arm_information(fours, Arms{}).empty());
}
