#include "rehearse/analysis/ranked_times.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace rehearse;

namespace {
using Ranks = std::vector<std::uint64_t>;
}

TEST_CASE("times become ranks", "[analysis]") {
  const auto ranked = rank_times(std::vector{3.0, 1.0, 3.0, 2.5});
  CHECK(ranked.distinct == std::vector{1.0, 2.5, 3.0});
  CHECK(ranked.rank == Ranks{2, 0, 2, 1});
  CHECK(rank_times({}).distinct.empty());
}

TEST_CASE("times that only rounding tells apart are tied", "[analysis]") {
  const auto rounded = rank_times(std::vector{0.1 + 0.2, 0.3, 1.0});
  CHECK(rounded.rank == Ranks{0, 0, 1});
  CHECK(rounded.tied == 1);
  // In proportion to the two: within 2^-26 of 2,000, not of 1.
  CHECK(rank_times(std::vector{1999.99999, 2000.0}).rank == Ranks{0, 0});
  CHECK(rank_times(std::vector{1.0, 1.00001}).tied == 0);
  // A chain is tied with its first.
  const auto chain = rank_times(std::vector{1.0, 1.0 + 1e-8, 1.0 + 2e-8});
  CHECK(chain.distinct == std::vector{1.0});
  CHECK(chain.tied == 2);
}

TEST_CASE("neither a tiny unit nor a far time ties what differs",
          "[analysis]") {
  CHECK(rank_times(std::vector{1e-9, 2e-9}).rank == Ranks{0, 1});
  CHECK(rank_times(std::vector{0.0, 1e-12}).rank == Ranks{0, 1});
  CHECK(rank_times(std::vector{2.0, 3.0, 1e10}).rank == Ranks{0, 1, 2});
  const auto far = rank_times(std::vector{1.0, 1.0 + 1e-10, 1e300});
  CHECK(far.rank == Ranks{0, 0, 1});
}
