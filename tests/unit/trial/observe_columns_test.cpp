#include "rehearse/trial/observe_columns.hpp"

#include <algorithm>
#include <vector>

#include "rehearse/random/word_stream.hpp"
#include "support/catch.hpp"

using namespace rehearse;

TEST_CASE("nth_smallest is what sorting gives, ties too", "[trial][exact]") {
  WordStream words{{11, Purpose::allocation, 0}, 0};
  for (std::size_t size = 1; size < 300; size += size < 40 ? 1 : 37) {
    // Few distinct values, many, and some that are next to each other.
    const std::uint32_t range = GENERATE(3U, 1000U, 0xFFFF'FFFFU);
    std::vector<std::uint64_t> values;
    for (std::size_t i = 0; i < size; ++i)
      values.push_back((std::uint64_t{1} << 33) + words.below(range));
    if (size > 4) values[3] = values[2] + 1;
    std::vector<std::uint64_t> sorted = values;
    std::ranges::sort(sorted);
    for (std::size_t n = 1; n <= size; ++n)
      REQUIRE(nth_smallest(values, n) == sorted[n - 1]);
  }
}
